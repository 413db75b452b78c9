using Fulcrum.Rights.Requests;
using Fulcrum.Workspaces;

namespace Fulcrum.Portal.Rights.Requests;

/// <summary>The words in which people are asked whether they want what others ask for them.</summary>
internal static class ReferralWords
{
    public static readonly LocalText Title = new("Others ask for you", "За вас просят другие");
    public static readonly LocalText Text = new("Nothing happens before you say yes here.", "Пока вы не скажете «да» здесь, ничего не произойдёт.");
    public static readonly LocalText Until = new("Without your yes it ends on {0}.", "Без вашего «да» просьба отпадёт {0}.");
    public static readonly LocalText Yes = new("Yes, I want this", "Да, я этого хочу");
    public static readonly LocalText No = new("No, I did not ask for it", "Нет, я не просил(а)");
    public static readonly LocalText Confirmed = new("You said yes. We do it now, and tell those who asked for you.", "Вы сказали «да». Мы делаем это сейчас и скажем тем, кто просил за вас.");
    public static readonly LocalText Declined = new("You said no. Nothing was done, and those who asked for you hear that.", "Вы сказали «нет». Ничего не сделано, и те, кто просил за вас, это узнают.");

    private static readonly LocalText Erase = new("{0} says that you want us to erase all we hold of you.", "{0} говорит: вы хотите, чтобы мы стёрли всё, что о вас храним.");
    private static readonly LocalText Copy = new("{0} says that you want them to get a copy of your data.", "{0} говорит: вы хотите, чтобы они получили копию ваших данных.");
    private static readonly LocalText Stop = new("{0} says that you do not want your data to be sold.", "{0} говорит: вы не хотите, чтобы ваши данные продавали.");

    /// <summary>Who says that they want what.</summary>
    public static LocalText Of(RequestKind kind) => kind switch
    {
        RequestKind.Erasure => Erase,
        RequestKind.Access or RequestKind.Portability => Copy,
        _ => Stop,
    };
}
