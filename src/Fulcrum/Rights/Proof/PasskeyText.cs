namespace Fulcrum.Rights.Proof;

/// <summary>The words that tell somebody a passkey was added under their address.</summary>
internal static class PasskeyText
{
    /// <summary>What the message is called in the outbox.</summary>
    internal const string Template = "passkey-added";

    /// <summary>Subject line and text.</summary>
    internal static (string Subject, string Body) Of(string name, Uri page, string company, string language) => language.StartsWith("ru", StringComparison.OrdinalIgnoreCase)
        ? ($"Добавлен ключ доступа: {company}",
           $"""
            К вашим данным добавлен ключ доступа «{name}». Теперь с ним можно войти без кода.

            Если это были не вы, войдите по коду и удалите ключ здесь:

            {page.AbsoluteUri}
            """)
        : ($"A passkey was added: {company}",
           $"""
            The passkey "{name}" was added to your data. From now on it opens them without a code.

            If that was not you, sign in with a code and remove it here:

            {page.AbsoluteUri}
            """);
}
