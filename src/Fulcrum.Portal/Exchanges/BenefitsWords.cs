using Fulcrum.Exchanges;
using Fulcrum.Workspaces;

namespace Fulcrum.Portal.Exchanges;

/// <summary>Words of the benefits.</summary>
internal static class BenefitsWords
{
    public static readonly LocalText Lead = new(
        "What you get when you let us use more, and what it is like without. What you earned stays yours, also when you change your mind.",
        "Что вы получаете, если разрешаете нам больше, и как это без разрешения. Что вы получили, остаётся вашим, даже если вы передумаете.");

    public static readonly LocalText None = new("There is nothing to exchange today.", "Сегодня обменивать нечего.");
    public static readonly LocalText Yours = new("Yours", "Ваше");
    public static readonly LocalText Offered = new("You can have", "Можно получить");
    public static readonly LocalText Else = new("What else there is", "Что ещё есть");
    public static readonly LocalText ElseText = new("We do not ask you about these now. If you want one, take it.", "Сейчас мы вас об этом не спрашиваем. Если хотите, возьмите.");
    public static readonly LocalText YouGet = new("You get", "Вы получаете");
    public static readonly LocalText WeUse = new("We use", "Мы используем");
    public static readonly LocalText Without = new("Without it", "Без этого");
    public static readonly LocalText Later = new("If you change your mind", "Если вы передумаете");
    public static readonly LocalText For = new("{0}, for “{1}”", "{0} — для цели «{1}»");
    public static readonly LocalText ForAll = new("your data, for “{0}”", "ваши данные — для цели «{0}»");
    public static readonly LocalText NeedsYes = new("For this we need your yes to “{0}” first. You decide that apart from this.", "Сначала нужно ваше «да» для цели «{0}». Это решается отдельно.");
    public static readonly LocalText Ask = new("May we use your data for “{0}”?", "Можно брать ваши данные для цели «{0}»?");
    public static readonly LocalText AskText = new(
        "This is a question by itself: your yes takes nothing yet, and you can take it back at any time. We ask here once.",
        "Это отдельный вопрос: «да» ещё ничего не берёт, и его всегда можно отозвать. Здесь мы спрашиваем один раз.");
    public static readonly LocalText AskedAbove = new("You are asked above about “{0}”.", "Выше есть вопрос: «{0}».");
    public static readonly LocalText Decide = new("Decide on it", "Решить");
    public static readonly LocalText Take = new("I want it", "Хочу");
    public static readonly LocalText Decline = new("I do not want it", "Не хочу");
    public static readonly LocalText Hint = new("We keep it for this purpose alone.", "Мы храним это только для этой цели.");
    public static readonly LocalText Owed = new("On its way.", "В пути.");
    public static readonly LocalText OwedText = new("You have it by {0}.", "Вы получите это не позже {0}.");
    public static readonly LocalText Late = new("We are late.", "Мы опаздываем.");
    public static readonly LocalText LateText = new("You should have had it by {0}. It is still yours: please ask us for it.", "Вы должны были получить это до {0}. Оно по-прежнему ваше: напишите нам.");
    public static readonly LocalText Delivered = new("Given on {0}.", "Получено {0}.");
    public static readonly LocalText Withdrawn = new("You took your yes back. It stays yours all the same.", "Вы отозвали «да». Это всё равно остаётся вашим.");
    public static readonly LocalText Saved = new("Saved", "Сохранено");
    public static readonly LocalText Taken = new("“{0}” is yours.", "«{0}» — ваше.");
    public static readonly LocalText Declined = new("You do not want “{0}”. We ask for nothing for a while.", "Вы не хотите «{0}». Какое-то время мы ни о чём не спросим.");
    public static readonly LocalText Missing = new("Please fill this in: it is what you give for it.", "Заполните это поле: это то, что вы даёте взамен.");
    public static readonly LocalText Changed = new("This changed meanwhile. Here is how it stands.", "Это тем временем изменилось. Вот как обстоит дело.");

    /// <summary>What was done, for the history.</summary>
    public static LocalText Of(ExchangeAct act) => act switch
    {
        ExchangeAct.Accept => new("you took it", "вы взяли"),
        ExchangeAct.Decline => new("you did not want it", "вы отказались"),
        _ => new("you were given it", "вы получили"),
    };
}
