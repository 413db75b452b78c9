namespace Fulcrum.Rights.Proof;

/// <summary>The words a code is sent in. They are the same for everybody, known or not.</summary>
internal static class CodeText
{
    /// <summary>What the message is called in the outbox.</summary>
    internal const string Template = "code";

    /// <summary>Digits of a code.</summary>
    internal const int Digits = 8;

    /// <summary>Subject line, without the code: it shows on locked screens. And the text, the link on a line of its own, so that every reader of mail finds its end.</summary>
    internal static (string Subject, string Body) Of(string code, Uri? link, TimeSpan holds, string company, string language)
    {
        var (spaced, minutes) = ($"{code[..4]} {code[4..]}", (int)holds.TotalMinutes);
        return language.StartsWith("ru", StringComparison.OrdinalIgnoreCase)
            ? ($"Код для входа: {company}",
               $"""
                Ваш код: {spaced}

                Он действует {minutes} минут и подходит один раз. Введите его там, где вы его запросили.{(link is null ? "" : $"\nИли откройте ссылку в том же браузере. Она введёт код за вас:\n\n{link.AbsoluteUri}\n")}
                Никому не сообщайте код. Мы никогда не спрашиваем его по телефону или в письме.

                Если вы не запрашивали код, ничего делать не нужно: без него никто ничего не увидит.
                """)
            : ($"Your sign-in code: {company}",
               $"""
                Your code: {spaced}

                It works for {minutes} minutes, and once. Type it where you asked for it.{(link is null ? "" : $"\nOr open this link in the same browser. It types the code for you:\n\n{link.AbsoluteUri}\n")}
                Tell it to nobody. We never ask for it by phone or in a letter.

                If you did not ask for a code, you need not do anything: without it nobody sees anything.
                """);
    }
}
