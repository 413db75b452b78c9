using Fulcrum.Workspaces;

namespace Fulcrum.Portal;

/// <summary>The words of the first page of whoever is signed in.</summary>
internal static class OwnHomeWords
{
    public static readonly LocalText Lead = new("What we know about you, and what we do with it.", "Что мы о вас знаем и что с этим делаем.");
    public static readonly LocalText Facts = new("Things we know", "Что мы знаем");
    public static readonly LocalText FactsText = new("You can see each one, and put it right.", "Каждую вещь можно увидеть и исправить.");
    public static readonly LocalText Events = new("Things you did", "Что вы делали");
    public static readonly LocalText EventsText = new("We keep what your choices allow.", "Мы храним то, что вы разрешили.");
    public static readonly LocalText EventsSince = new("We have kept them since {0}.", "Мы храним их с {0}");
    public static readonly LocalText Uses = new("Times we used it", "Сколько раз мы это брали");
    public static readonly LocalText UsesText = new("To choose what to show you.", "Чтобы выбрать, что вам показать.");
    public static readonly LocalText Looks = new("Looks by our staff", "Сколько раз смотрели люди");
    public static readonly LocalText LooksText = new("Each one with a reason.", "Каждый раз с причиной.");
    public static readonly LocalText Known = new("How we know it is you", "Как мы вас узнаём");
    public static readonly LocalText Claimed = new("not checked by anybody", "никем не проверено");
    public static readonly LocalText Unnamed = new("{0} more that we hold only as a mark nobody can read back", "ещё {0}: храним только след, его нельзя прочесть");
    public static readonly LocalText Now = new("What is on now", "Что сейчас включено");
    public static readonly LocalText DataText = new("Each thing, where it is from and why we keep it.", "Каждая вещь: откуда она и зачем нам.");
    public static readonly LocalText UsesCard = new("How often, what for, and who looked.", "Сколько раз, для чего и кто смотрел.");
    public static readonly LocalText ReasonsCard = new("Why we showed you what you saw.", "Почему мы показали вам именно это.");
    public static readonly LocalText RequestsText = new("Take a copy, stop all use, or have it all erased.", "Взять копию, всё остановить или всё стереть.");
    public static readonly LocalText HistoryText = new("What you did and said, with receipts and a way back.", "Что вы делали и говорили, с квитанциями и отменой.");
}
