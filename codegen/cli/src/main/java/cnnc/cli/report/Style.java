package cnnc.cli.report;

/** How a page looks, by day and by night. */
final class Style {
  static final String CSS =
      """
      :root { color-scheme: light dark; --ground: #fcfcfb; --panel: #ffffff; --ink: #1d2330; --soft: #5b6472;
        --line: #e2e4e9; --c0: #2f6fbf; --c1: #c8641b; --c2: #2e8b57; --c3: #a23b72; --c4: #7a6a00; --c5: #4b4f9e;
        --good: #2e8b57; --bad: #c0392b }
      @media (prefers-color-scheme: dark) { :root { --ground: #14171c; --panel: #1c2027; --ink: #e6e8ec;
        --soft: #9aa3b1; --line: #323843; --c0: #6aa5ec; --c1: #f0975a; --c2: #63c48f; --c3: #dd80b1; --c4: #cdbb4c;
        --c5: #9a9df0; --good: #63c48f; --bad: #ff7b6b } }
      body { margin: 0 auto; padding: 1rem; max-width: 1200px; background: var(--ground); color: var(--ink);
        font: 15px/1.45 system-ui, sans-serif }
      h1 { font-size: 1.5rem; margin: .5rem 0 } h2 { font-size: 1.1rem; margin: 0 0 .6rem }
      section { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 1rem;
        margin: 1rem 0; overflow-x: auto }
      .state { color: var(--soft); margin: 0 } .numbers span { display: inline-block; margin: .3rem 2rem .3rem 0;
        color: var(--soft) } .numbers b { color: var(--ink); font-size: 1.5rem; font-variant-numeric: tabular-nums }
      .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 1rem }
      figure { margin: 0 } figcaption { color: var(--soft); font-size: .85rem; overflow-wrap: anywhere }
      svg.chart { width: 100%; height: auto; display: block }
      .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: .8rem }
      line.grid { stroke: var(--line); stroke-width: 1 } text.tick { fill: var(--soft); font-size: 11px }
      text.end { text-anchor: end } text.middle { text-anchor: middle } .bar { fill: var(--c0) }
      path[class^=c] { fill: none; stroke-width: 1.6; stroke-linejoin: round }
      .c0 { stroke: var(--c0) } .c1 { stroke: var(--c1) } .c2 { stroke: var(--c2) } .c3 { stroke: var(--c3) }
      .c4 { stroke: var(--c4) } .c5 { stroke: var(--c5) }
      circle.c0, .key.c0, .block.c0 { fill: var(--c0); background: var(--c0) }
      circle.c1, .key.c1, .block.c1 { fill: var(--c1); background: var(--c1) }
      circle.c2, .key.c2, .block.c2 { fill: var(--c2); background: var(--c2) }
      circle.c3, .key.c3, .block.c3 { fill: var(--c3); background: var(--c3) }
      circle.c4, .key.c4, .block.c4 { fill: var(--c4); background: var(--c4) }
      circle.c5, .key.c5, .block.c5 { fill: var(--c5); background: var(--c5) }
      .block { fill-opacity: .55; stroke: var(--panel); stroke-width: .5 }
      .legend { font-size: .85rem; color: var(--soft); margin: .2rem 0 0 } .legend b { color: var(--ink);
        margin-right: .8rem; font-weight: 500 }
      .item { white-space: nowrap; display: inline-block }
      .key { display: inline-block; width: .7rem; height: .7rem; border-radius: 2px; margin-right: .3rem }
      table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; margin: 0 0 1rem }
      th, td { padding: .15rem .6rem; border-bottom: 1px solid var(--line); text-align: right }
      th { text-align: left; font-weight: 500; color: var(--soft) }
      .best td { font-weight: bold }
      .best td:first-child::before { content: 'best: ' }
      .matrix td { text-align: center; padding: .2rem .4rem; border: 1px solid var(--panel) }
      .hit { background: color-mix(in srgb, var(--good) calc(var(--share) * 60%), transparent) }
      .miss { background: color-mix(in srgb, var(--bad) calc(var(--share) * 90%), transparent) }
      .about td { text-align: left; overflow-wrap: anywhere } .wide { overflow-x: auto } pre { overflow-x: auto }
      .tiles { display: flex; flex-wrap: wrap; gap: 6px } .tiles img { image-rendering: pixelated; min-width: 40px }
      .tile { width: 84px; text-align: center } .tile img { width: 64px; image-rendering: pixelated;
        border: 2px solid transparent } .right img { border-color: var(--good) } .wrong img { border-color: var(--bad) }
      """;

  private Style() {}
}
