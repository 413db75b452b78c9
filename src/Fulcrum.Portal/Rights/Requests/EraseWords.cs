using Fulcrum.Workspaces;

namespace Fulcrum.Portal.Rights.Requests;

/// <summary>The words of erasing.</summary>
internal static class EraseWords
{
    public static readonly LocalText Title = new("Erase my data", "Стереть мои данные");
    public static readonly LocalText Lead = new("One press, and it is done. There is no way back.", "Одно нажатие, и всё. Пути назад нет.");

    public static readonly LocalText Now = new("Your key is destroyed first, so that nobody can read your data from that moment.", "Сначала уничтожается ваш ключ: с этой минуты ваши данные никому не прочесть.");
    public static readonly LocalText Later = new("Then all of it is deleted. Your proof says where its last bytes lie, and until when.", "Потом всё удаляется. В доказательстве сказано, где лежат последние байты и до какого дня.");
    public static readonly LocalText Choices = new("What you said yes to ends with it. You are unknown to us again.", "Ваши «да» кончаются вместе с этим. Мы вас больше не знаем.");
    public static readonly LocalText Copy = new("Do you want a copy for yourself? Make it first, under My requests.", "Нужна копия? Сделайте её сначала, в разделе «Мои просьбы».");

    public static readonly LocalText Go = new("Erase it all", "Стереть всё");
    public static readonly LocalText Keep = new("Keep it", "Оставить");

    public static readonly LocalText NotSure = new("We do not know if it is done", "Мы не знаем, стёрто ли это");
    public static readonly LocalText NotSureText = new("The fault is ours. Please press once more: to erase twice does no harm.", "Сбой на нашей стороне. Нажмите ещё раз: стереть дважды не страшно.");

    public static readonly LocalText Erased = new("Your data is erased", "Ваши данные стёрты");
    public static readonly LocalText ErasedText = new("Nobody can read it any more. You are signed out.", "Их больше никому не прочесть. Вы вышли.");
    public static readonly LocalText Proof = new("Your proof", "Ваше доказательство");
    public static readonly LocalText When = new("Erased", "Стёрто");
    public static readonly LocalText Rows = new("Lines deleted", "Удалено строк");
    public static readonly LocalText Keys = new("Keys destroyed", "Уничтожено ключей");
    public static readonly LocalText Backups = new("Gone from copies of keys by", "Исчезнет из копий ключей до");
    public static readonly LocalText Salt = new("Keep this line with it. We show it once and hold it nowhere. It shows that the proof is about you:", "Сохраните эту строку. Мы покажем её один раз и нигде не храним. Она показывает, что это о вас:");
    public static readonly LocalText Certificate = new("Open the certificate", "Открыть свидетельство");
    public static readonly LocalText NoCertificate = new("This company signs no certificates. Keep or print this page.", "Эта компания не выдаёт свидетельств. Сохраните или напечатайте эту страницу.");

    public static readonly LocalText Others = new("Others who had data of yours", "Другие, у кого были ваши данные");
    public static readonly LocalText OthersText = new("We tell them to erase it too. They have not said yet that it is done:", "Мы просим и их стереть данные. Они ещё не сказали, что сделали это:");
    public static readonly LocalText OthersAsk = new("To ask us later how far they are, give us this number:", "Чтобы потом узнать, что с этим, назовите нам этот номер:");

    /// <summary>What erasing does, in order.</summary>
    public static LocalText[] What => [Now, Later, Choices, Copy];
}
