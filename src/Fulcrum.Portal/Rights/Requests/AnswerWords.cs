using System.Collections.Frozen;
using Fulcrum.Rights.Requests;
using Fulcrum.Workspaces;

namespace Fulcrum.Portal.Rights.Requests;

/// <summary>The words of what we ask and answer.</summary>
internal static class AnswerWords
{
    public static readonly LocalText Question = new("We ask you:", "Мы спрашиваем вас:");
    public static readonly LocalText Answer = new("Your answer", "Ваш ответ");
    public static readonly LocalText Go = new("Send the answer", "Послать ответ");
    public static readonly LocalText Said = new("We told you:", "Наш ответ:");
    public static readonly LocalText Complain = new("You see it another way? Our notice says where you may complain.", "Вы не согласны? Куда пожаловаться, сказано здесь:");

    private static readonly FrozenDictionary<DenialReason, LocalText> Reasons = new Dictionary<DenialReason, LocalText>
    {
        [DenialReason.SuspectedFraud] = new("It looked to us as if somebody else asked in your name.", "Нам показалось, что от вашего имени просит другой человек."),
        [DenialReason.InsufficientVerification] = new("Nobody showed us that it is you who asks.", "Нам не показали, что просите именно вы."),
        [DenialReason.NoMatch] = new("We found nobody by what we were given.", "По тому, что нам дали, мы никого не нашли."),
        [DenialReason.ClaimNotCovered] = new("The law does not give this right in your case.", "В вашем случае закон не даёт этого права."),
        [DenialReason.OutsideJurisdiction] = new("Where you live, the law does not give this right.", "Там, где вы живёте, закон не даёт этого права."),
        [DenialReason.TooManyRequests] = new("You asked us for the same too often.", "Вы просили нас об этом слишком часто."),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<ReviewOutcome, LocalText> Outcomes = new Dictionary<ReviewOutcome, LocalText>
    {
        [ReviewOutcome.Stands] = new("A person looked at it. The choice stays as it was.", "Это проверил человек. Выбор остался прежним."),
        [ReviewOutcome.Changed] = new("A person looked at it and changed the choice.", "Это проверил человек и изменил выбор."),
    }.ToFrozenDictionary();

    /// <summary>Why it was refused; null where the words of whoever refused say it.</summary>
    public static LocalText? Of(DenialReason reason) => Reasons.GetValueOrDefault(reason);

    /// <summary>What became of what a person looked at; null where nobody said.</summary>
    public static LocalText? Of(ReviewOutcome outcome) => Outcomes.GetValueOrDefault(outcome);
}
