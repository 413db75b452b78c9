namespace Fulcrum.Portal.Tests.DarkPatterns.Rules;

/// <summary>What is said, in both languages.</summary>
internal static class WordRules
{
    public static readonly DarkPatternRule[] All =
    [
        new(5, "The words are parallel", "EDPB 03/2022, stirring; California §7004(a)(1) and (4)", "the no is the yes denied, one word more or less; no OK, Later, Maybe", """
            const words = (said) => said.toLowerCase().split(/[\s ]+/).filter((word) => !/^(не|not|do|don't|don’t)$/.test(word));
            const denied = (said) => /(^|\s)(don't|don’t|do not|не)(\s|$)/i.test(said);
            return pairs.filter(([a, b]) => { const [said, refused] = [label(a), label(b)], [one, other] = [words(said), words(refused)];
              return [said, refused].some((it) => /^(ok|okay|got it|later|maybe|sure|понятно|хорошо|позже|возможно)(\s|$)/i.test(it)) || denied(said) || !denied(refused)
                || one[0]?.slice(0, 5) !== other[0]?.slice(0, 5) || Math.abs(one.length - other.length) > 1; }).map(([a, b]) => label(a) + ' / ' + label(b));
            """),
        new(15, "On means more use, and nothing is denied twice", "EDPB 03/2022, left in the dark (ambiguous wording); California §7004(a)(3)", "no double negative on anything that is pressed", """
            return [...document.querySelectorAll('button, label, summary')].map(label).filter((said) => /\b(don't|do not|never|no)\b.*\b(not|don't|never|opt out|stop|refuse)\b/i.test(said) || /(^|\s)не .*(\sне\s|отказ|запре)/i.test(said));
            """),
        new(20, "Nobody is made to feel guilty, and no picture stands on one side", "EDPB 03/2022, stirring (emotional steering); California §7004(a)(4)", "a lexicon of steering words, pictures on one button", """
            return [
              ...(text.match(/\b(sorry|unfortunately|miss out|lose (your|all)|sad to|are you sure|recommended|best experience|please (allow|accept|stay)|worse)\b|к сожалению|вы потеряете|упустите|жаль|рекомендуем|вы уверены|хуже/gi) ?? []),
              ...pairs.filter(([a, b]) => a.querySelectorAll('img, svg').length !== b.querySelectorAll('img, svg').length || /\p{Extended_Pictographic}/u.test(label(a) + label(b))).map(([a]) => 'picture: ' + where(a)),
            ];
            """),
        new(27, "Agreeing stands apart from every other act", "GDPR 7(2) and recital 32; 152-FZ art. 9 as of 1 September 2025; EDPB 05/2020", "no sentence that reads a yes out of an act, no button and no form that agrees and does something else", """
            return [
              ...(text.match(/\b(by|when you|in) (clicking|continuing|using|pressing|sending|submitting|signing)[^.\n]*(agree|consent|accept)[^.\n]*|\b(agree|consent)[^.\n]* (by|and) (clicking|continuing|sending|submit)[^.\n]*|(нажимая|продолжая|отправляя|пользуясь|оставаясь)[^.\n]*(соглаша|согласи|принима|даёте|даете)[^.\n]*/gi) ?? []),
              ...[...document.querySelectorAll('button, input[type=submit]')].map((one) => label(one) || one.value).filter((said) => /\b(agree|accept|consent|allow)\b.*\b(send|submit|continue|order|sign|subscribe|close)\b|\b(send|submit|continue|order|sign|subscribe|close)\b.*\b(agree|accept|consent|allow)\b|(соглас|принима|разреш).*(отправ|продолж|заказ|подпис|закры)|(отправ|продолж|заказ|подпис|закры).*(соглас|принима|разреш)/i.test(said)),
              ...forms.filter((form) => form.querySelectorAll('input:not([type=hidden]):not([type=checkbox]):not([type=radio]), textarea').length > 0 && /\b(agree|consent|accept)\b|соглас/i.test(form.innerText)).map(() => 'a form that collects and consents in one act'),
            ];
            """),
        new(28, "One language throughout", "EDPB 03/2022, left in the dark (language discontinuity)", "the letters of each page; and one locale in question, notice, receipt and message", """
            const [latin, russian] = [text.match(/[a-z]/gi)?.length ?? 0, text.match(/[а-яё]/gi)?.length ?? 0];
            return document.documentElement.lang === 'en' ? (text.match(/[а-яё]{3,}/gi) ?? []) : russian <= latin / 2 ? ['hardly any Russian: ' + russian + ' letters of ' + (russian + latin)] : [];
            """),
        new(30, "Nothing is vague", "EDPB 05/2020 (specific, informed); GDPR 12(1)", "a lexicon of vague words in both languages", "return text.match(/\\b(such as|among other|and (other|similar) purposes|improve your experience|enhance|from time to time|as necessary|legitimate business)\\b|и иные|в том числе|и другие цели|улучш[а-я]+ (качеств|опыт)|при необходимости/gi) ?? [];"),
        new(31, "The words are plain", "GDPR 7(2) and 12(1); 152-FZ art. 9 (specific, informed)", "the reading gate over the whole sentences of the page"),
    ];
}
