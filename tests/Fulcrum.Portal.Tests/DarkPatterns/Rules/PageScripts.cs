namespace Fulcrum.Portal.Tests.DarkPatterns.Rules;

/// <summary>What the scripts of the rules share: pairs of a yes and a no, what is seen, colours, and how wide a line is.</summary>
internal static class PageScripts
{
    /// <summary>
    /// A yes and a no are buttons of one form, known by the values that our surfaces send: allow and refuse, take and decline. An undo is
    /// neither: it takes back the answer before it, whichever that was.
    /// </summary>
    public const string Tools = """
        const YES = '[value=allow], [value=take]', NO = '[value=refuse], [value=decline]';
        const seen = (one) => { const box = one.getBoundingClientRect(); return box.width > 0 && box.height > 0 && getComputedStyle(one).visibility === 'visible'; };
        const label = (one) => { const copy = one.cloneNode(true); copy.querySelectorAll('.apart').forEach((part) => part.remove()); return copy.textContent.trim(); };
        const undo = /^(Undo|Отменить)$/;
        const forms = [...document.querySelectorAll('form')];
        const yes = (form) => [...form.querySelectorAll(YES)].filter((one) => !undo.test(label(one)));
        const no = (form) => [...form.querySelectorAll(NO)].filter((one) => !undo.test(label(one)));
        const pairs = forms.filter((form) => yes(form).length > 0 && no(form).length > 0).map((form) => [yes(form)[0], no(form)[0]]);
        const where = (one) => (one.closest('[id]')?.id ?? '') + ': ' + label(one);
        const rgb = (colour) => { const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number); return [r, g, b, a]; };
        const channel = (part) => { part /= 255; return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; };
        const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
        const ground = (one) => { for (let at = one; at; at = at.parentElement ?? at.getRootNode().host) { const colour = rgb(getComputedStyle(at).backgroundColor); if (colour[3] > 0) return colour; } return rgb(matchMedia('(prefers-color-scheme: dark)').matches && !matchMedia('print').matches ? 'rgb(18, 18, 18)' : 'rgb(255, 255, 255)'); };
        const contrast = (one) => { const [a, b] = [light(rgb(getComputedStyle(one).color)), light(ground(one))].sort((x, y) => y - x); return (a + 0.05) / (b + 0.05); };
        const pen = globalThis.document.createElement('canvas').getContext('2d');
        const zero = (one) => { const { fontStyle, fontWeight, fontSize, fontFamily } = getComputedStyle(one); pen.font = [fontStyle, fontWeight, fontSize, fontFamily].join(' '); return pen.measureText('0').width; };
        const lines = (one) => { const range = globalThis.document.createRange(); range.selectNodeContents(one); return [...range.getClientRects()]; };
        const text = document.querySelector('main')?.innerText ?? document.body.innerText;
        const all = /^(?:.*\s)?(all|any|everything)\b|(^|\s)(всё|все|ничего)(\s|$)/i;
        """;

    /// <summary>One script that runs the scripts of some rules and answers what each found, so that a page is asked once however many rules there are.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="document">What is looked at, as a script says it.</param>
    public static string All(IEnumerable<DarkPatternRule> rules, string document)
    {
        var looks = string.Join(",\n", rules.Where(rule => rule.IsOfPage).Select(rule => $"{rule.Number}: () => {{ {rule.Script} }}"));
        return $"() => ((document) => {{ {Tools} return Object.entries({{ {looks} }}).flatMap(([number, look]) => look().map((found) => number + '\\n' + found)); }})({document})";
    }
}
