package cnnc.codegen.fuse;

import cnnc.codegen.graph.Node;
import java.util.Optional;

/** Two nodes as one. */
interface Rule {
  /**
   * The joined node, if there is a kernel for it.
   *
   * @param second reads the first output of {@code first} as its first input
   * @param only whether nothing else needs that output
   */
  Optional<Node> join(Node first, Node second, boolean only);
}
