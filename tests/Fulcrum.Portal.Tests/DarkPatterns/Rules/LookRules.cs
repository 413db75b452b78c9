namespace Fulcrum.Portal.Tests.DarkPatterns.Rules;

/// <summary>How a yes and a no look beside each other.</summary>
internal static class LookRules
{
    public static readonly DarkPatternRule[] All =
    [
        new(1, "The no stands beside the yes, on the first layer", "CNIL 2020-092 (refusing as easy as accepting); EDPB 03/2022, skipping; California §7004(a)(2)",
            "each form with a yes has a no, seen when it is, on one line", """
            return [
              ...forms.filter((form) => yes(form).length > 0 && no(form).length === 0).map((form) => 'a yes without a no in ' + where(yes(form)[0])),
              ...pairs.filter(([a, b]) => seen(a) !== seen(b) || Math.abs(a.getBoundingClientRect().top - b.getBoundingClientRect().top) > 2).map(([a]) => 'not side by side: ' + where(a)),
            ];
            """),
        new(2, "Both are of one size", "CNIL 2020-092; California §7004(a)(2), symmetry in choice", "width and height within 5 %, on one axis", """
            return pairs.filter(([a, b]) => { const [x, y] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
              return seen(a) && (x.width / y.width < 0.95 || x.width / y.width > 1.05 || x.height / y.height < 0.95 || x.height / y.height > 1.05); }).map(([a]) => where(a));
            """),
        new(3, "Both look alike, and can be read", "EDPB 03/2022, stirring (hidden in plain sight); CNIL 2020-092", "19 computed styles equal, each contrast 4.5:1 and both within 10 %", """
            const looks = ['fontSize', 'fontWeight', 'fontFamily', 'fontStyle', 'color', 'backgroundColor', 'backgroundImage', 'borderTopWidth', 'borderTopStyle', 'borderTopColor', 'borderTopLeftRadius', 'paddingTop', 'paddingLeft', 'textDecorationLine', 'textTransform', 'opacity', 'boxShadow', 'cursor', 'filter'];
            return pairs.flatMap(([a, b]) => [
              ...looks.filter((look) => getComputedStyle(a)[look] !== getComputedStyle(b)[look]).map((look) => look + ' of ' + where(a)),
              ...[a, b].filter((one) => seen(one) && contrast(one) < 4.5).map((one) => 'contrast of ' + where(one)),
              ...(seen(a) && Math.abs(contrast(a) / contrast(b) - 1) > 0.1 ? ['one is easier to read: ' + where(a)] : []),
            ]);
            """),
        new(4, "Both are of one kind", "CNIL 2020-092 (a button against a link); California §7004(a)(2)", "both are buttons of one type, both can be pressed",
            "return pairs.filter(([a, b]) => a.tagName !== 'BUTTON' || b.tagName !== 'BUTTON' || a.type !== b.type || a.disabled !== b.disabled).map(([a]) => where(a));"),
        new(14, "Yes and no always come in the same order", "EDPB 03/2022, fickle (inconsistent interface)", "order in the text and on the screen, over all pairs", """
            const orders = new Set(pairs.map(([a, b]) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING) > 0 && a.getBoundingClientRect().left <= b.getBoundingClientRect().left));
            return orders.size > 1 ? ['both orders'] : [];
            """),
        new(16, "What stands is said in words, not by colour alone", "WCAG 2.2, 1.4.1; EDPB 03/2022, left in the dark", "each state begins with On or Off",
            "return [...document.querySelectorAll('.choice .state, .choices .state')].filter((one) => !/^(On|Off|Включено|Выключено)\\s/.test(one.textContent.trim())).map((one) => one.outerHTML);"),
        new(32, "Everything can be read", "GDPR 12(1); EDPB 03/2022, left in the dark", "16 px or more, contrast 4.5:1, at most 75 ch a line, the no no smaller than the text", """
            const body = parseFloat(getComputedStyle(document.body).fontSize);
            return [...document.querySelectorAll('main p, main li, main dd, main dt, main button, main summary, main label, main a, main h1, main h2, main h3, main h4')].filter(seen).filter((one) => one.innerText?.trim()).flatMap((one) => {
              const size = parseFloat(getComputedStyle(one).fontSize);
              const width = ['P', 'DD'].includes(one.tagName) ? Math.max(0, ...lines(one).map((line) => line.width)) / zero(one) : 0;
              return [
                ...(size < 15.99 ? ['small: ' + one.innerText] : []), ...(width > 75 ? ['long lines: ' + one.innerText] : []),
                ...(contrast(one) < 4.5 ? ['contrast ' + contrast(one).toFixed(2) + ': ' + one.innerText] : []), ...(one.matches(NO) && size < body - 0.01 ? ['the no is smaller: ' + one.innerText] : []),
              ];
            });
            """),
        new(38, "What holds in one mode holds in all", "EDPB 03/2022, fickle; WCAG 2.2, 1.4.4 and 1.4.10", "rules 1 to 4 and 32 in light, dark, forced colours, at 320 px, at 200 % zoom and on paper"),
    ];
}
