package cnnc.dsl.parse;

import static org.assertj.core.api.Assertions.assertThat;

import cnnc.dsl.diagnostic.Diagnostics;
import cnnc.dsl.source.SourceFile;
import org.junit.jupiter.api.Test;

class FormatterTest {
  private static void check(String text, String formatted) {
    assertThat(format(text)).isEqualTo(formatted);
    assertThat(format(formatted)).isEqualTo(formatted);
    assertThat(format(text.replace("\n", "\r\n"))).isEqualTo(formatted.replace("\n", "\r\n"));
  }

  private static String format(String text) {
    Diagnostics diagnostics = new Diagnostics();
    return Parser.formatted(new SourceFile("net.cnn", text), diagnostics)
        .orElseThrow(() -> new AssertionError(diagnostics.all()));
  }

  @Test
  void linesStayAndSpacesChange() {
    check(
        """
        cnn   1 ;
        const a=1 ;   const b = -a*( 2+a )/3 ^ 2;
        const c = a==1?2 : - 3;


        net  N (n=3,k) {

        input image:f32   8x8x3 ;
          label y : class( 10 );
        stem :conv(3,16,init=trunc_normal(1/192))relu::8x8x16
          long_name: conv ( 3 , 16 )  /* why */ relu   // because
           output @stem , @g.a;
        }
        """,
        """
        cnn 1;
        const a = 1; const b = -a * (2 + a) / 3^2;
        const c = a == 1 ? 2 : -3;

        net N(n = 3, k) {
          input image : f32 8x8x3;
          label y     : class(10);
          stem:      conv(3, 16, init = trunc_normal(1/192)) relu :: 8x8x16
          long_name: conv(3, 16) /* why */ relu  // because
          output @stem, @g.a;
        }
        """);
  }

  @Test
  void blocksAndWhatGoesOn() {
    check(
        """
        def residual(c,stride=1) {
        fork {
        conv(3, c,
        stride = stride) bn
        // the other way
        |
        if(stride!=1||channels(@in)!=c) { conv(1,c) } else { }
        } add
        }
        net N {
        input i : f32 8x8x3;
        a:
        conv(3, 4)
        relu :: [ 4 ]
        b: repeat(3 as i){ residual(2) }
        ;
        @a shared t { conv(1,1)}
        dense(4)
        }
        params { *.bias , norm*.scale{ lr=2;decay=0; } stage1.* { frozen=true; } }
        loss { a = mean(softmax_xent(@b,@y)) +
        2; }
        data d {
        names = ["a",
        "b"];
        dir = "x"; }
        """,
        """
        def residual(c, stride = 1) {
          fork {
            conv(3, c,
                stride = stride) bn
            // the other way
          |
            if (stride != 1 || channels(@in) != c) { conv(1, c) } else { }
          } add
        }
        net N {
          input i : f32 8x8x3;
          a:
            conv(3, 4)
            relu :: [4]
          b: repeat (3 as i) { residual(2) }
            ;
          @a shared t { conv(1, 1) }
          dense(4)
        }
        params { *.bias, norm*.scale { lr = 2; decay = 0; } stage1.* { frozen = true; } }
        loss { a = mean(softmax_xent(@b, @y)) +
              2; }
        data d {
          names = ["a",
              "b"];
          dir = "x"; }
        """);
  }

  @Test
  void commentsStay() {
    check(
        """
        # first

        /* a
           block */
        const a = 1;# one
        const long = 100; // two
        // last""",
        """
        # first

        /* a
           block */
        const a = 1;       # one
        const long = 100;  // two
        // last
        """);
  }
}
