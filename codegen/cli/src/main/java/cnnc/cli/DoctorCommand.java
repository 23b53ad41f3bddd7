package cnnc.cli;

import cnnc.runtime.cuda.driver.Doctor;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code cnnc doctor}. */
@Command(
    name = "doctor",
    description = "Says what of all that cnnc can use this machine has, and what to do.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    for (Doctor.Finding f : Doctor.examine()) {
      System.out.printf(
          Locale.ROOT, "%-8s %-18s %s%n", f.found() ? "ok" : "missing", f.what(), f.state());
      if (!f.advice().isEmpty()) {
        System.out.printf(Locale.ROOT, "%27s %s%n", "->", f.advice());
      }
    }
    return 0;
  }
}
