namespace Fulcrum.Portal.Tests.DarkPatterns;

/// <summary>A surface without fault, and for each rule that a page shows the change it has to find.</summary>
internal static class Planted
{
    /// <summary>A surface without fault.</summary>
    public const string Good = """
        <!doctype html><html lang="en"><head><title>x</title><style>
        body { background: #fff; color: #111; font: 16px/1.5 sans-serif } .pair { display: grid; grid-template-columns: 12rem 12rem; gap: 1rem }
        button, a.b { font: inherit; color: #111; background: #fff; border: 1px solid #111; padding: 8px; border-radius: 4px } p { max-width: 35rem }
        @media (max-width: 480px) { .pair { grid-template-columns: 1fr 1fr; gap: .5rem } button { padding: 4px } }
        </style></head><body><main><h1>Choose</h1><ul class="choices"><li id="one"><p class="state"><strong>Off</strong> You have not decided.</p>
        <form class="pair"><input type="hidden" name="purpose" value="news"><button name="answer" value="allow">Allow</button><button name="answer" value="refuse">Don't allow</button></form></li>
        <li id="two"><p class="state"><strong>Off</strong> You have not decided.</p>
        <form class="pair"><input type="hidden" name="purpose" value="pages"><button name="answer" value="allow">Allow</button><button name="answer" value="refuse">Don't allow</button></form></li></ul></main></body></html>
        """;

    /// <summary>How the page ended that asked for a system like this one: consent bundled with sending, and a yes read out of an act.</summary>
    public const string Bundled = """
        <!doctype html><html lang="en"><head><title>x</title></head><body><main><h1>Write to us</h1><form><label>E-mail <input type="email" required></label>
        <label><input type="checkbox" checked> I agree to get news</label><button>I agree and send</button>
        <p>By continuing you agree to the use of your data and accept the policy.</p></form></main></body></html>
        """;

    /// <summary>The same in Russian, as it stood there.</summary>
    public const string BundledInRussian = """
        <!doctype html><html lang="ru"><head><title>x</title></head><body><main><h1>Напишите нам</h1><form><label>Почта <input type="email" required></label>
        <button>Согласиться и отправить</button><p>Нажимая кнопку, вы даёте согласие на обработку данных и соглашаетесь с политикой.</p></form></main></body></html>
        """;

    private const string RefuseOfTwo = "<button name=\"answer\" value=\"refuse\">Don't allow</button></form></li></ul>";
    private const string AllowOfTwo = "<input type=\"hidden\" name=\"purpose\" value=\"pages\"><button name=\"answer\" value=\"allow\">Allow</button>";
    private const string FormOfTwo = "<form class=\"pair\"><input type=\"hidden\" name=\"purpose\" value=\"pages\">";

    /// <summary>Rule, what is taken out of the good surface, what is put there.</summary>
    public static TheoryData<int, string, string> Broken => new()
    {
        { 1, RefuseOfTwo, "</form></li></ul>" },
        { 1, "<style>", "<style>#two [value=refuse] { margin-top: 3rem; }" },
        { 2, "<style>", "<style>#one [value=allow] { height: 60px; } #one .pair { align-items: start; }" },
        { 3, "<style>", "<style>#one button[value=allow] { background: #060; color: #fff; }" },
        { 3, "<style>", "<style>button { color: #999 !important; }" },
        { 4, RefuseOfTwo, "<a class=\"b\" value=\"refuse\" href=\"#\">Don't allow</a></form></li></ul>" },
        { 5, "Don't allow</button></form></li></ul>", "Maybe later</button></form></li></ul>" },
        { 5, "Don't allow</button></form></li></ul>", "Don't get the very best experience</button></form></li></ul>" },
        { 6, RefuseOfTwo, "<a href=\"#\">More</a><a href=\"#\">Why</a>" + RefuseOfTwo },
        { 8, "<title>", "<meta http-equiv=\"refresh\" content=\"9; url=/\"><title>" },
        { 9, AllowOfTwo, AllowOfTwo.Replace("value=\"allow\"", "value=\"allow\" autofocus", StringComparison.Ordinal) },
        { 10, "<h1>", "<label><input type=\"checkbox\" checked> News</label><h1>" },
        { 12, "value=\"pages\"", "value=\"pages,news\"" },
        { 13, AllowOfTwo, AllowOfTwo.Replace(">Allow<", ">Allow all<", StringComparison.Ordinal) },
        { 13, "value=\"pages\"", "value=\"*\"" },
        { 14, "<style>", "<style>#two .pair { direction: rtl; }" },
        { 15, "</main>", "<button>Do not stop not using</button></main>" },
        { 15, "</main>", "<button>Не отказываться от запрета</button></main>" },
        { 16, "<strong>Off</strong> You", "You" },
        { 19, "</main>", "<div id=\"benefit-box\"><dl><dt>You get</dt><dd>A box</dd></dl><form><button value=\"take\">I want it</button><button value=\"decline\">I do not want it</button></form></div></main>" },
        { 20, "</main>", "<p>We are sorry to see you go.</p></main>" },
        { 20, ">Allow<", ">👍 Allow<" },
        { 21, "</main>", "<dialog open>Really?</dialog></main>" },
        { 22, FormOfTwo, FormOfTwo + "<input name=\"why\" required>" },
        { 22, "</main>", "<form><select name=\"why\"><option>Why?</option></select><button value=\"object\">I object</button></form></main>" },
        { 26, "</ul>", "<li>3<li>4<li>5<li>6<li>7<li>8</ul>" },
        { 27, "</main>", "<p>By clicking Allow you agree to the terms.</p></main>" },
        { 27, "</main>", "<p>Нажимая кнопку, вы даёте согласие на обработку и соглашаетесь с политикой.</p></main>" },
        { 27, "</main>", "<button>Allow and close</button></main>" },
        { 28, "<h1>", "<p>Согласие</p><h1>" },
        { 28, "lang=\"en\"", "lang=\"ru\"" },
        { 30, "</main>", "<p>We use it for purposes such as ads.</p></main>" },
        { 31, "</main>", "<p>Notwithstanding the foregoing, personal information may be utilized for communications, personalization, analytical operations and additional commercially justified organizational considerations.</p></main>" },
        { 32, "<style>", "<style>#one button { font-size: 11px !important; }" },
        { 32, "<style>", "<style>.state { color: #999; }" },
        { 32, "</main>", $"<p style=\"max-width: none\">{string.Concat(Enumerable.Repeat("one long line ", 30))}</p></main>" },
    };

    /// <summary>What is well in light at 1,280 px and breaks a rule in another mode: only there, and so by rule 38 too.</summary>
    public static TheoryData<int, string, string> BrokenInAMode => new()
    {
        { 3, "dark, 1,280 px", "@media (prefers-color-scheme: dark) { #one [value=allow] { color: #fff; background: #060; } }" },
        { 2, "light, 320 px", "@media (max-width: 400px) { #one .pair { grid-template-columns: 9rem 5rem; } }" },
        { 1, "light, 640 px", "@media (max-width: 700px) { #one .pair { display: block; } #one button { display: block; } }" },
        { 3, "forced colours, 1,280 px", "@media (forced-colors: active) { #one [value=allow] { forced-color-adjust: none; background: #060; color: #fff; } }" },
        { 1, "paper", "@media print { #one [value=refuse] { visibility: hidden; } }" },
        { 32, "paper", "@media print { body { font-size: 8pt; } }" },
    };
}
