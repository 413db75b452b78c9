// How it looks: a yes and a no alike, in both themes, in forced colours, at 320 px. In a shadow root, so that page and snippet leave each other alone.

export const style = `
:host{all:initial;--ink:#16201f;--soft:#4d5b59;--line:#cfd8d5;--edge:#71807d;--paper:#fff;--back:#f4f6f3;--tint:#e6f0ed;--accent:#0f5c56;--focus:#0b57c2;color-scheme:light dark}
@media (prefers-color-scheme:dark){:host{--ink:#e7eeec;--soft:#a9b6b3;--line:#35423f;--edge:#7f8f8b;--paper:#182120;--back:#101716;--tint:#1d302d;--accent:#7fd1c5;--focus:#9cc4ff}}
*{box-sizing:border-box}
[hidden]{display:none!important}
section,dialog{font:16px/1.5 system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;color:var(--ink);background:var(--paper);border:1px solid var(--line);overflow-wrap:break-word;text-align:start}
.banner{position:fixed;z-index:2147483646;left:50%;bottom:1rem;transform:translateX(-50%);width:min(44rem,100vw - 2rem);max-height:min(36rem,70vh);display:flex;flex-direction:column;border-radius:.75rem;box-shadow:0 .5rem 2rem #0004;padding:1.1rem 1.25rem}
.text{overflow:auto;min-height:3rem}
h2{margin:0 0 .4rem;font-size:1.25rem;line-height:1.3}
h3{margin:0;font-size:1.06rem;line-height:1.35}
p{margin:.4rem 0;max-width:40rem}
.soft{color:var(--soft)}
.pair{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:.6rem;margin:.7rem 0 0}
button{font:inherit;font-weight:600;line-height:1.3;min-height:2.75rem;padding:.5rem .75rem;color:var(--accent);background:var(--paper);border:.125rem solid var(--accent);border-radius:.5rem;cursor:pointer}
button:hover{background:var(--tint)}
a{color:var(--accent)}
:focus-visible{outline:.2rem solid var(--focus);outline-offset:.15rem}
h2:focus{outline:none}
.more{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:.5rem 0 0}
.more button{border-color:transparent;padding:.5rem .25rem;text-decoration:underline;text-underline-offset:.18em;font-weight:400;background:none}
dialog{width:min(44rem,100vw - 1rem);max-height:85vh;padding:1.25rem;border-radius:.75rem;overflow:auto}
dialog::backdrop{background:#0006}
ul{list-style:none;margin:1rem 0 0;padding:0}
li,.all{padding:1rem 0;border-top:1px solid var(--line)}
.state{padding:.4rem .7rem;border-left:.3rem solid var(--edge);background:var(--back);border-radius:.25rem;max-width:none}
.news{font-weight:600}
.news:empty{margin:0}
dialog .news{position:sticky;bottom:-1.25rem;margin:0;padding:.5rem 0;background:var(--paper)}
dialog .news:empty{padding:0}
.corner{position:fixed;z-index:2147483645;left:.5rem;bottom:.5rem;display:flex;flex-wrap:wrap;align-items:center;gap:.25rem .75rem;max-width:calc(100vw - 1rem);border-radius:.5rem;padding:0 .5rem}
.corner .more{margin:0}
@media (max-width:30rem){.banner{bottom:.5rem;width:calc(100vw - 1rem);padding:.9rem 1rem}}
@media (forced-colors:active){button,.more button{border-color:ButtonBorder}.state{border:1px solid CanvasText}}
@media print{.banner,.corner,dialog{display:none}}
`
