package cnnc.dsl.resolve.net;

import cnnc.dsl.resolve.value.Bound;
import cnnc.dsl.resolve.value.Evaluator;
import cnnc.dsl.resolve.value.Value;
import cnnc.dsl.source.Span;
import cnnc.dsl.syntax.Declaration;
import java.util.List;

/** Gives the parameters of a definition or a net their values. */
final class Parameters {
  private final Bound given;
  private final Evaluator scope;
  private final StageNames names;

  /**
   * Of one use.
   *
   * @param given by name
   * @param scope in which the parameters are known from here on
   * @param names of the net's stages
   */
  Parameters(Bound given, Evaluator scope, StageNames names) {
    this.given = given;
    this.scope = scope;
    this.names = names;
  }

  /**
   * Binds what is given, and elsewhere the default, which may name the parameters before it.
   *
   * @param outside the names of values where the arguments are written
   * @param inside the names of values in the scope
   */
  void bind(List<Declaration.Param> params, Values outside, Values inside) {
    for (Declaration.Param p : params) {
      if (given.value(p.name()).orElse(null) instanceof Value.Ref ref) {
        int value = outside.lookUp(ref.name(), given.span(p.name()));
        String written = outside.handedOn(ref.name(), names.free("in"), given.span(p.name()));
        alias(p, value, written, inside);
      } else if (given.value(p.name()).isPresent()) {
        scope.bind(p.name(), given.value(p.name()).get());
      } else if (p.fallback() != null) {
        fallback(p, inside);
      }
    }
  }

  private void fallback(Declaration.Param p, Values inside) {
    Value value = scope.value(p.fallback()).orElse(null);
    if (value instanceof Value.Ref ref) {
      Span place = p.fallback().span();
      alias(p, inside.lookUp(ref.name(), place), inside.written(ref.name()), inside);
    } else if (value == null) {
      scope.spoil(p.name());
    } else {
      scope.bind(p.name(), value);
    }
  }

  private void alias(Declaration.Param p, int value, String written, Values inside) {
    inside.defineAlias(p.name(), p.nameSpan(), value, written);
    scope.bind(p.name(), new Value.Ref(p.name()));
  }
}
