using Fulcrum.Rights.Requests;

namespace Fulcrum.Rights.Referrals;

/// <summary>The words in which a customer is asked whether they want what a partner says they do. The same for everybody, known or not.</summary>
internal static class ReferralText
{
    /// <summary>What the message is called in the outbox.</summary>
    internal const string Template = "referral";

    /// <summary>Subject line and text.</summary>
    internal static (string Subject, string Body) Of(RequestKind kind, string partner, string company, int days, string language) =>
        language.StartsWith("ru", StringComparison.OrdinalIgnoreCase)
            ? ($"Нужно ваше подтверждение: {company}",
               $"""
                {partner} сообщает, что вы хотите: {(kind switch { RequestKind.Erasure => "чтобы мы удалили ваши данные", RequestKind.Withdrawal => "чтобы ваши данные не продавали", _ => "получить копию ваших данных" })}.

                Если это так, войдите в наш центр конфиденциальности, откройте «Мои запросы» и подтвердите. Это можно сделать в течение {days} дней.

                Если вы этого не хотели, ничего делать не нужно: без подтверждения ничего не произойдёт.
                """)
            : ($"Please confirm: {company}",
               $"""
                {partner} tells us that you want {(kind switch { RequestKind.Erasure => "us to erase your data", RequestKind.Withdrawal => "your data not to be sold", _ => "a copy of your data" })}.

                If that is so, sign in to our privacy centre, open My requests and confirm it. You have {days} days.

                If you did not want this, you need not do anything: without your confirmation nothing happens.
                """);
}
