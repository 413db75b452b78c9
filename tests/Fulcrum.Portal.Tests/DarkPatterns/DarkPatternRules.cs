using Microsoft.Playwright;

namespace Fulcrum.Portal.Tests.DarkPatterns;

/// <summary>
/// Rules against steering people into a yes, looked for in the page a browser shows: computed looks, not intentions. Numbered as in our
/// list of 38, which is drawn from EDPB Guidelines 03/2022 and 05/2020, CNIL 2020-091 and -092, California §7004 and 152-FZ art. 9.
/// </summary>
internal static class DarkPatternRules
{
    /// <summary>What the scripts share: pairs of a yes and a no, what is seen, and contrast.</summary>
    private const string Tools = """
        const seen = (one) => { const box = one.getBoundingClientRect(); return box.width > 0 && box.height > 0 && getComputedStyle(one).visibility === 'visible'; };
        const label = (one) => { const copy = one.cloneNode(true); copy.querySelectorAll('.apart').forEach((part) => part.remove()); return copy.textContent.trim(); };
        const undo = /^(Undo|Отменить)$/;
        const forms = [...document.querySelectorAll('form')];
        const yes = (form) => [...form.querySelectorAll('[value=allow]')].filter((one) => !undo.test(label(one)));
        const no = (form) => [...form.querySelectorAll('[value=refuse]')];
        const pairs = forms.filter((form) => yes(form).length > 0 && no(form).length > 0).map((form) => [yes(form)[0], no(form)[0]]);
        const where = (one) => (one.closest('[id]')?.id ?? '') + ': ' + label(one);
        const channel = (part) => { part /= 255; return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; };
        const light = (colour) => { const [r, g, b] = colour.match(/[\d.]+/g).map(Number); return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b); };
        const ground = (one) => { for (let at = one; at; at = at.parentElement) { const colour = getComputedStyle(at).backgroundColor; if (!/, 0\)$|transparent/.test(colour)) return colour; } return 'rgb(255, 255, 255)'; };
        const contrast = (one) => { const [a, b] = [light(getComputedStyle(one).color), light(ground(one))].sort((x, y) => y - x); return (a + 0.05) / (b + 0.05); };
        const text = document.querySelector('main')?.innerText ?? document.body.innerText;
        """;

    /// <summary>The rules, each a script that answers what breaks it.</summary>
    public static IReadOnlyDictionary<int, (string Says, string Script)> All { get; } = new Dictionary<int, (string, string)>
    {
        [1] = ("The no stands beside the yes, on the first layer", """
            return [
              ...forms.filter((form) => yes(form).length > 0 && no(form).length === 0).map((form) => 'a yes without a no in ' + where(yes(form)[0])),
              ...pairs.filter(([a, b]) => seen(a) !== seen(b) || Math.abs(a.getBoundingClientRect().top - b.getBoundingClientRect().top) > 2).map(([a]) => 'not side by side: ' + where(a)),
            ];
            """),
        [2] = ("Both are of one size", """
            return pairs.filter(([a, b]) => { const [x, y] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
              return seen(a) && (x.width / y.width < 0.95 || x.width / y.width > 1.05 || x.height / y.height < 0.95 || x.height / y.height > 1.05); }).map(([a]) => where(a));
            """),
        [3] = ("Both look alike, and can be read", """
            const looks = ['fontSize', 'fontWeight', 'fontFamily', 'fontStyle', 'color', 'backgroundColor', 'backgroundImage', 'borderTopWidth', 'borderTopStyle', 'borderTopColor', 'borderTopLeftRadius', 'paddingTop', 'paddingLeft', 'textDecorationLine', 'textTransform', 'opacity', 'boxShadow', 'cursor'];
            return pairs.flatMap(([a, b]) => [
              ...looks.filter((look) => getComputedStyle(a)[look] !== getComputedStyle(b)[look]).map((look) => look + ' of ' + where(a)),
              ...[a, b].filter((one) => seen(one) && contrast(one) < 4.5).map((one) => 'contrast of ' + where(one)),
            ]);
            """),
        [4] = ("Both are of one kind", "return pairs.filter(([a, b]) => a.tagName !== 'BUTTON' || b.tagName !== 'BUTTON' || a.type !== b.type || a.disabled !== b.disabled).map(([a]) => where(a));"),
        [5] = ("The words are parallel", """
            return pairs.filter(([a, b]) => { const [said, denied] = [label(a), label(b)];
              return /^(ok|okay|got it|later|maybe|sure|понятно|хорошо|позже|возможно)\b/i.test(said + '\n' + denied) || !/^(don't|do not|не) /i.test(denied)
                || denied.replace(/^(don't|do not|не) /i, '').slice(0, 5).toLowerCase() !== said.slice(0, 5).toLowerCase(); }).map(([a, b]) => label(a) + ' / ' + label(b));
            """),
        [9] = ("Nothing to press has the focus at first", "const at = document.activeElement; return at && ['BUTTON', 'A', 'INPUT'].includes(at.tagName) ? [where(at)] : [];"),
        [10] = ("Nothing is chosen beforehand", "return [...document.querySelectorAll('input:checked, option[selected], [aria-checked=true], [aria-pressed=true]')].map((one) => one.outerHTML);"),
        [12] = ("One purpose has one control", """
            return forms.filter((form) => yes(form).length > 0 && (form.querySelectorAll('[name=purpose]').length !== 1 || form.querySelector('[name=purpose]').value.split(/[ ,;]/).length > 1 || yes(form).length > 1))
              .map((form) => where(yes(form)[0]));
            """),
        [14] = ("Yes and no always come in the same order", """
            const orders = new Set(pairs.map(([a, b]) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING) > 0 && a.getBoundingClientRect().left <= b.getBoundingClientRect().left));
            return orders.size > 1 ? ['both orders'] : [];
            """),
        [15] = ("On means more use, and nothing is denied twice", """
            return [...document.querySelectorAll('button, label, summary')].map(label).filter((said) => /\b(don't|do not|never|no)\b.*\b(not|don't|never|opt out|stop|refuse)\b/i.test(said) || /(^|\s)не .*(\sне\s|отказ|запре)/i.test(said));
            """),
        [16] = ("What stands is said in words", "return [...document.querySelectorAll('.state')].filter((one) => !/^(On|Off|Включено|Выключено)\\s/.test(one.textContent.trim())).map((one) => one.outerHTML);"),
        [20] = ("Nobody is made to feel guilty, and no picture stands on one side", """
            return [
              ...(text.match(/\b(sorry|unfortunately|miss out|lose (your|all)|sad to|are you sure|recommended|best experience|please (allow|accept|stay)|worse)\b|к сожалению|вы потеряете|упустите|жаль|рекомендуем|вы уверены|хуже/gi) ?? []),
              ...pairs.filter(([a, b]) => a.querySelectorAll('img, svg').length !== b.querySelectorAll('img, svg').length || /\p{Extended_Pictographic}/u.test(label(a) + label(b))).map(([a]) => 'picture: ' + where(a)),
            ];
            """),
        [21] = ("No question comes after a no", "return [...document.querySelectorAll('dialog, [role=dialog], [role=alertdialog], [onclick], [onsubmit]')].map((one) => one.outerHTML);"),
        [22] = ("No reason is asked for", "return forms.filter((form) => no(form).length > 0).flatMap((form) => [...form.querySelectorAll('input:not([type=hidden]), textarea, select, [required]')].map((one) => one.outerHTML));"),
        [26] = ("There are at most seven at a time", "return [...document.querySelectorAll('.choices')].filter((list) => list.children.length > 7).map((list) => list.children.length + ' choices');"),
        [27] = ("Agreeing stands apart from every other act", """
            return [
              ...(text.match(/\b(by|when you|in) (clicking|continuing|using|pressing|sending|submitting|signing)[^.\n]*(agree|consent|accept)[^.\n]*|\b(agree|consent)[^.\n]* (by|and) (clicking|continuing|sending|submit)[^.\n]*|(нажимая|продолжая|отправляя|пользуясь|оставаясь)[^.\n]*(соглаша|согласи|принима|даёте|даете)[^.\n]*/gi) ?? []),
              ...[...document.querySelectorAll('button, input[type=submit]')].map((one) => label(one) || one.value).filter((said) => /\b(agree|accept|consent|allow)\b.*\b(send|submit|continue|order|sign|subscribe|close)\b|\b(send|submit|continue|order|sign|subscribe|close)\b.*\b(agree|accept|consent|allow)\b|(соглас|принима|разреш).*(отправ|продолж|заказ|подпис|закры)|(отправ|продолж|заказ|подпис|закры).*(соглас|принима|разреш)/i.test(said)),
              ...forms.filter((form) => form.querySelectorAll('input:not([type=hidden]):not([type=checkbox]):not([type=radio]), textarea').length > 0 && /\b(agree|consent|accept)\b|соглас/i.test(form.innerText)).map(() => 'a form that collects and consents in one act'),
            ];
            """),
        [28] = ("The page speaks one language", "return document.documentElement.lang === 'en' ? (text.match(/[а-яё]{3,}/gi) ?? []) : (text.match(/[а-яё]/gi) ?? []).length < 100 ? ['hardly any Russian'] : [];"),
        [30] = ("Nothing is vague", "return text.match(/\\b(such as|among other|and (other|similar) purposes|improve your experience|enhance|from time to time|as necessary|legitimate business)\\b|и иные|в том числе|и другие цели|улучш[а-я]+ (качеств|опыт)|при необходимости/gi) ?? [];"),
        [32] = ("Everything can be read", """
            return [...document.querySelectorAll('main p, main li, main dd, main dt, main button, main summary, main h1, main h2, main h3, main h4')].filter(seen).flatMap((one) => {
              const size = parseFloat(getComputedStyle(one).fontSize);
              const range = document.createRange(); range.selectNodeContents(one);
              const width = one.tagName === 'P' ? Math.max(0, ...[...range.getClientRects()].map((line) => line.width)) / size : 0;
              return [...(size < 16 ? ['small: ' + one.innerText] : []), ...(width > 45 ? ['long lines: ' + one.innerText] : [])];
            });
            """),
    };

    /// <summary>What breaks a rule on the page that is shown.</summary>
    /// <param name="page">The page.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="document">What is looked at, as a script says it; the whole page when left out.</param>
    public static async Task<IReadOnlyList<string>> FindAsync(IPage page, int rule, string document = "document") =>
        await page.EvaluateAsync<string[]>($"() => ((document) => {{ {Tools} {All[rule].Script} }})({document})");

    /// <summary>What breaks any rule, with its number.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(IPage page, string document = "document")
    {
        var found = new List<string>();
        foreach (var (number, (says, _)) in All)
        {
            found.AddRange((await FindAsync(page, number, document)).Select(one => $"{number} ({says}): {one}"));
        }

        return found;
    }
}
