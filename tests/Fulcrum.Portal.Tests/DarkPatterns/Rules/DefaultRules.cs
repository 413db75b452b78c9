namespace Fulcrum.Portal.Tests.DarkPatterns.Rules;

/// <summary>What stands before anybody pressed anything, and what one press stands for.</summary>
internal static class DefaultRules
{
    public static readonly DarkPatternRule[] All =
    [
        new(9, "The focus is neutral, and leaving records no yes", "EDPB 05/2020 (an active motion); California §7004(a)(5)", "what has the focus at first; Esc, closing and going back leave nothing behind",
            "const at = document.activeElement; return at && ['BUTTON', 'A', 'INPUT'].includes(at.tagName) ? [where(at)] : [];"),
        new(10, "Nothing is chosen beforehand", "GDPR recital 32; CJEU C-673/17 (Planet49); 152-FZ art. 9", "nothing is checked, selected or pressed; a press that no person made counts for nothing",
            "return [...document.querySelectorAll('input:checked, option[selected], [aria-checked=true], [aria-pressed=true]')].map((one) => one.outerHTML);"),
        new(12, "One purpose has one control", "GDPR recital 43; EDPB 05/2020 (granularity)", "purposes a form names, and what is sent against what was pressed", """
            return forms.filter((form) => form.querySelector('[value=allow]') && !undo.test(label(form.querySelector('[value=allow]'))) && (form.querySelectorAll('[name=purpose]').length !== 1 || form.querySelector('[name=purpose]').value.split(/[ ,;]/).length > 1 || yes(form).length > 1))
              .map((form) => where(yes(form)[0]));
            """),
        new(13, "A yes to everything stands only beside a no to everything", "CNIL 2020-091; California §7004(a)(2)", "a yes for all has a no for all in its form", """
            return forms.filter((form) => yes(form).length > 0 && (form.querySelector('[name=purpose]')?.value === '*' || all.test(label(yes(form)[0]))))
              .filter((form) => no(form).length !== 1 || !all.test(label(no(form)[0]))).map((form) => where(yes(form)[0]));
            """),
        new(21, "No question comes after a no", "EDPB 03/2022, obstructing (longer than necessary); California §7004(a)(2)", "dialogs and handlers on the page and on the way; an undo stands there instead",
            "return [...document.querySelectorAll('[role=alertdialog], [role=dialog]:not(dialog), [onclick], [onsubmit]'), ...[...document.querySelectorAll('dialog')].filter((one) => !one.querySelector('.choices'))].map((one) => one.outerHTML);"),
        new(22, "No reason is asked for", "GDPR 7(3) and 21; EDPB 05/2020", "fields in the form of a no, a stop or an objection; fields that must be filled anywhere", """
            return [
              ...forms.filter((form) => form.querySelector('[value=refuse], [value=stop], [value=object]')).flatMap((form) => [...form.querySelectorAll('input:not([type=hidden]), textarea, select')].map((one) => one.outerHTML)),
              ...forms.filter((form) => no(form).length > 0).flatMap((form) => [...form.querySelectorAll('[required], [aria-required=true]')].map((one) => one.outerHTML)),
            ];
            """),
        new(26, "There are at most seven at a time, in groups", "EDPB 03/2022, overloading (too many options)", "choices in one list", "return [...document.querySelectorAll('.choices')].filter((list) => list.children.length > 7).map((list) => list.children.length + ' choices');"),
        new(19, "No price is hidden", "EDPB 05/2020 (detriment); California §7004(a)(4)", "a benefit's card says in the same view what it is like without", """
            return [...document.querySelectorAll('[id^=benefit-]')].filter((card) => card.querySelector('button, a'))
              .filter((card) => ![...card.querySelectorAll('dt')].some((one) => /^(Without it|Без этого)$/.test(one.textContent.trim()) && one.nextElementSibling?.textContent.trim() && seen(one) === seen(card))).map((card) => card.id);
            """),
    ];
}
