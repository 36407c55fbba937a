/** The style of the pages: light and dark, phone and desktop, screen and paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --text: light-dark(#1c2024, #e8eaed);
  --soft: light-dark(#565d66, #a3abb5);
  --ground: light-dark(#ffffff, #16191d);
  --raised: light-dark(#f4f5f7, #20252b);
  --line: light-dark(#d5d9de, #3a4149);
  --pass: light-dark(#14683a, #6fd39a);
  --fail: light-dark(#b3151d, #ff9a9a);
  --warn: light-dark(#7a4b00, #f2c063);
  --blocked: light-dark(#5a3ea3, #c3b1f7);
  --mark: light-dark(#ffe08a, #6b5310);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
header, main, footer { max-width: 68rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: .5rem 0; }
h1 span { color: var(--tone); }
header { padding-bottom: 0; }
main > h2:first-child { margin-top: 0; }
h2 { font-size: 1.3rem; margin: 2.2rem 0 .6rem; border-bottom: 1px solid var(--line); padding-bottom: .2rem; }
h3 { font-size: 1.05rem; margin: 0 0 .4rem; }
a { color: inherit; text-underline-offset: .15em; }
code, pre { font: .875rem/1.45 ui-monospace, Menlo, Consolas, monospace; }
pre { margin: .3rem 0; padding: .6rem; background: var(--raised); border-radius: .3rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
.facts { display: flex; flex-wrap: wrap; gap: .3rem 1.5rem; padding: 0; margin: .5rem 0; list-style: none; color: var(--soft); }
.facts li { overflow-wrap: anywhere; }
nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1rem; padding: 0; list-style: none; }
.card { border: 1px solid var(--line); border-left: .35rem solid var(--tone, var(--line)); border-radius: .3rem; padding: .8rem 1rem; margin: .8rem 0; }
.card dl { display: grid; grid-template-columns: minmax(5.5rem, max-content) minmax(0, 1fr); gap: .15rem .9rem; margin: .4rem 0; }
.card dt { color: var(--soft); }
.card dd { margin: 0; overflow-wrap: anywhere; }
.verdict { font-weight: 650; color: var(--tone, var(--soft)); white-space: nowrap; }
.pass { --tone: var(--pass); } .fail { --tone: var(--fail); } .warn { --tone: var(--warn); } .blocked, .waived { --tone: var(--blocked); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .5rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td { overflow-wrap: anywhere; }
th { white-space: nowrap; }
thead > tr > * { position: sticky; top: 0; background: var(--ground); }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: normal; }
.scroll { overflow-x: auto; }
.matrix { overflow: auto; max-height: 90vh; border: 1px solid var(--line); border-radius: .3rem; }
.matrix table { border-collapse: separate; border-spacing: 0; }
.matrix th[scope=row] { position: sticky; left: 0; background: var(--ground); }
.matrix thead th { z-index: 1; white-space: normal; min-width: 7rem; }
.matrix thead th:first-child { left: 0; z-index: 2; min-width: 0; }
.matrix td.fail, .matrix td.warn { background: color-mix(in srgb, var(--tone) 10%, transparent); }
.soft { color: var(--soft); font-weight: 400; }
.matrix { font-size: .875rem; }
.matrix .rule { display: block; min-width: 16rem; white-space: normal; }
.matrix + section, details > [id] { scroll-margin-top: 3.5rem; }
main.wide { max-width: 110rem; }
h2.sentence::first-letter { text-transform: uppercase; }
details { border-bottom: 1px solid var(--line); padding: .35rem 0; }
summary { cursor: pointer; overflow-wrap: anywhere; }
details > :not(summary) { margin-left: 1rem; }
dd details, .card > details:last-child { border: 0; padding: 0; }
.option { white-space: nowrap; }
mark { background: var(--mark); color: inherit; border-radius: .15rem; padding: 0 .1rem; }
.contract { font: .8125rem/1.5 ui-monospace, Menlo, Consolas, monospace; background: var(--raised); border-radius: .3rem; overflow-x: auto; padding: .4rem 0; }
.contract div { display: grid; grid-template-columns: 3.2rem 8.5rem minmax(max-content, 1fr); white-space: pre; padding: 0 .5rem; }
.contract i { font-style: normal; color: var(--soft); text-align: right; padding-right: .8rem; user-select: none; }
.contract span, .contract a { color: var(--tone, var(--soft)); }
.contract code { grid-column: 3; grid-row: 1; font: inherit; }
.contract .fail { background: color-mix(in srgb, var(--fail) 14%, transparent); }
.bar { position: relative; min-width: 10rem; height: .9rem; background: var(--raised); border-radius: .2rem; }
.bar span { position: absolute; top: 0; bottom: 0; min-width: 2px; border-radius: .2rem; background: var(--soft); }
footer { color: var(--soft); }
@media (max-width: 40rem) {
  .card dl { grid-template-columns: 1fr; } .card dt { margin-top: .3rem; }
  .contract div { grid-template-columns: 2.4rem 6.5rem minmax(max-content, 1fr); }
  h1 { font-size: 1.5rem; }
  table { font-size: .8125rem; } td .verdict { white-space: normal; overflow-wrap: normal; }
}
@media print {
  nav { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
  h2, h3, summary { break-after: avoid; }
  tr { break-inside: avoid; }
  mark, .verdict, .contract div { print-color-adjust: exact; }
}
`;
