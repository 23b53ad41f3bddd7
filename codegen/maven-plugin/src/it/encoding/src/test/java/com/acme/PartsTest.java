package com.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class PartsTest {
  @Test
  void theNamesAreThoseOfTheNetworkWhateverTheEncodingOfTheProject() {
    assertEquals(List.of("N\u00fcsse", "\u87ba\u6813"), Parts.CLASSES);
  }
}
