using Fulcrum.Consent.Laws;
using Fulcrum.Consent.Signals;
using Fulcrum.Workspaces;

namespace Fulcrum.Consent;

/// <summary>Settles a machine's no against what the person chose. Pure.</summary>
/// <remarks>
/// A signal can only refuse. Denied tracking and an opt-out in a GPP section bind as they are. A TC string tells its day: what the person
/// chose on that day or before yields, what they chose later stands. Global Privacy Control binds where the subject's law says so; where
/// it does not, an explicit choice on the company's own pages stands, and without one the signal is taken for the choice.
/// </remarks>
internal static class SignalResolution
{
    /// <summary>What becomes of a no.</summary>
    /// <param name="no">The signal.</param>
    /// <param name="standing">What stands about the purpose.</param>
    /// <param name="law">What the subject's law says about it.</param>
    internal static SignalOutcome Of(SignalNo no, ConsentStanding standing, PurposeLaw law)
    {
        if (!law.EndsByNo && !law.NeedsConsent)
        {
            return SignalOutcome.NotConcerned;
        }

        var hasChosenYes = standing.State == ConsentState.Given;
        return no.Kind switch
        {
            SignalKind.Gpc when law.Signal?.Value.Words == "ignored" => SignalOutcome.Ignored,
            SignalKind.Gpc when law.Signal?.Value.Words == "binding" => SignalOutcome.Refuses,
            SignalKind.Gpc => hasChosenYes ? SignalOutcome.ChoiceStands : SignalOutcome.Refuses,
            SignalKind.Tcf => hasChosenYes && standing.At >= no.At + TimeSpan.FromDays(1) ? SignalOutcome.ChoiceStands : SignalOutcome.Refuses,
            _ => SignalOutcome.Refuses,
        };
    }

    /// <summary>The outcome in one sentence.</summary>
    internal static LocalText Sentence(SignalOutcome outcome, SignalKind kind) => outcome switch
    {
        SignalOutcome.Refuses => new($"Your {En(kind)} says no, and we act on it.", $"{Ru(kind)} означает отказ, и мы его соблюдаем."),
        SignalOutcome.ChoiceStands => new(
            $"Your {En(kind)} says no, but you told us yes yourself; your own choice counts until you change it.",
            $"{Ru(kind)} означает отказ, но вы сами ответили нам «да»; ваш выбор действует, пока вы его не измените."),
        SignalOutcome.Ignored => new($"The law that protects you gives your {En(kind)} no meaning here.", $"{Ru(kind)} по вашему закону здесь ничего не значит."),
        _ => new("This use does not depend on your consent.", "Это использование не зависит от вашего согласия."),
    };

    private static string En(SignalKind kind) => kind switch
    {
        SignalKind.Gpc => "browser's privacy signal",
        SignalKind.Att => "phone's answer about tracking",
        SignalKind.Tcf => "answer in the consent banner",
        _ => "opt-out",
    };

    private static string Ru(SignalKind kind) => kind switch
    {
        SignalKind.Gpc => "Сигнал вашего браузера",
        SignalKind.Att => "Ответ вашего телефона об отслеживании",
        SignalKind.Tcf => "Ваш ответ на баннере согласия",
        _ => "Ваш отказ",
    };
}

/// <summary>What became of a machine's no.</summary>
public enum SignalOutcome
{
    /// <summary>It is recorded as a refusal.</summary>
    Refuses,

    /// <summary>What the person chose themselves stands.</summary>
    ChoiceStands,

    /// <summary>The law gives it no meaning.</summary>
    Ignored,

    /// <summary>The purpose does not end by a no.</summary>
    NotConcerned,
}
