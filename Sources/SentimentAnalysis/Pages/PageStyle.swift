/// The style sheet of all pages. Blue and orange are distinguishable with every type of colour blindness, and chart series also
/// differ by dashes. Texts have a contrast of at least 4.5 to their background, in light and dark mode.
let pageStyle: StaticString = """
  :root { color-scheme: light dark; --page: #ffffff; --text: #1b1f24; --quiet: #57606a; --rule: #d0d7de;
    --s0: #0a5cc2; --s1: #bc4c00; --s2: #1a7f37; --s3: #8250df; --heat: 9 105 218; --for: 9 105 218; --against: 188 76 0; }
  @media (prefers-color-scheme: dark) {
    :root { --page: #0d1117; --text: #e6edf3; --quiet: #9ba6b2; --rule: #3d444d;
      --s0: #58a6ff; --s1: #f0883e; --s2: #56d364; --s3: #bc8cff; --heat: 56 139 253; --for: 56 139 253; --against: 219 109 40; } }
  body { background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; margin: 0 auto;
    max-width: 74rem; padding: 1.5rem; }
  h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .5rem; overflow-wrap: anywhere; }
  h2 { border-bottom: 1px solid var(--rule); font-size: 1.25rem; margin: 2.2rem 0 .8rem; padding-bottom: .2rem; }
  p { color: var(--quiet); margin: .4rem 0 .8rem; max-width: 46rem; }
  dl { display: grid; gap: .1rem 1rem; grid-template-columns: max-content 1fr; margin: 0; }
  dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
  .row { display: grid; gap: 1.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); }
  figure { margin: 0; min-width: 0; }
  figcaption, caption { font-weight: 600; padding-bottom: .3rem; text-align: start; }
  caption { white-space: nowrap; }
  svg { display: block; height: auto; width: 100%; }
  svg text { fill: var(--quiet); font: 13px system-ui, sans-serif; }
  ul { color: var(--quiet); display: flex; flex-wrap: wrap; font-size: .9rem; gap: 0 1.2rem; list-style: none;
    margin: 0; padding: 0; }
  .row:has(li) ul { min-height: 1.4rem; }
  li::before { background: currentcolor; content: ""; display: inline-block; height: .7em; margin-inline-end: .4em; width: .7em; }
  li.s0::before { background: var(--s0); } li.s1::before { background: var(--s1); }
  li.s2::before { background: var(--s2); } li.s3::before { background: var(--s3); }
  .grid { stroke: var(--rule); } .axis { stroke: var(--quiet); }
  .reference { stroke: var(--quiet); stroke-dasharray: 2 5; stroke-width: 2; }
  .line { fill: none; stroke-linejoin: round; stroke-width: 2.2; }
  .line.s0 { stroke: var(--s0); } .line.s1 { stroke: var(--s1); stroke-dasharray: 9 4; }
  .line.s2 { stroke: var(--s2); stroke-dasharray: 3 3; } .line.s3 { stroke: var(--s3); stroke-dasharray: 12 3 3 3; }
  .fill.s0 { fill: var(--s0); } .fill.s1 { fill: var(--s1); } .fill.s2 { fill: var(--s2); } .fill.s3 { fill: var(--s3); }
  .scroll { min-width: 0; overflow-x: auto; }
  section > .scroll + .scroll { margin-top: 1.5rem; }
  table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
  th, td { border-bottom: 1px solid var(--rule); padding: .25rem .7rem; vertical-align: top; }
  th { font-weight: 600; } thead th { color: var(--quiet); }
  .heat { display: block; margin: -.25rem -.7rem; padding: .25rem .7rem; }
  .word { text-align: start; } .number { text-align: end; white-space: nowrap; }
  .text { max-width: 44rem; min-width: 16rem; overflow-wrap: anywhere; unicode-bidi: isolate; white-space: pre-wrap; }
  bdi { overflow-wrap: break-word; }
  mark { border-radius: .2rem; color: inherit; padding: 0 .1rem; text-underline-offset: .2em; }
  mark.for { background: rgb(var(--for) / .16); text-decoration: underline; }
  mark.against { background: rgb(var(--against) / .16); text-decoration: underline dotted; }
  mark.strong { font-weight: 700; }
  .bar { background: var(--s0); display: inline-block; height: .7em; }
  .bar.against { background: var(--s1); }
  @media (max-width: 40rem) {
    body { padding: 1rem; }
    th, td { padding: .25rem .4rem; } .heat { margin: -.25rem -.4rem; padding: .25rem .4rem; }
    caption { white-space: normal; } svg text { font-size: 18px; } .bar { font-size: .7em; height: 1em; }
  }
  """
