package cnnc.runtime.cuda.check;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cnnc.runtime.fault.Fault;
import org.junit.jupiter.api.Test;

class ToolsTest {
  @Test
  void whatIsNoNetworkIsASentence() {
    assertThatThrownBy(() -> GeneratedNetwork.find("no.such.Net"))
        .isInstanceOf(Fault.class)
        .hasMessage("there is no class no.such.Net on the class path");
    assertThatThrownBy(() -> GpuCheck.run(String.class, null, System.out))
        .isInstanceOf(Fault.class)
        .hasMessage("java.lang.String is no network that cnnc generated");
    assertThatThrownBy(() -> new GeneratedNetwork(String.class).open())
        .isInstanceOf(Fault.class)
        .hasMessage("String was not compiled for a GPU: --target=cpu,cuda");
  }
}
