using System.Collections.Frozen;
using Fulcrum.Workspaces;

namespace Fulcrum.Pages.Rights;

/// <summary>The words of a certificate's page, in English and in Russian.</summary>
internal static class CertificateWords
{
    public static readonly LocalText Title = new("Certificate of erasure", "Свидетельство об удалении данных");
    public static readonly LocalText Deleted = new("Your data cannot be read any more, and is deleted.", "Ваши данные больше нельзя прочитать, они удалены.");
    public static readonly LocalText Compacted = new("Your data cannot be read any more, is deleted, and its bytes are gone from the files.", "Ваши данные больше нельзя прочитать, они удалены, и их байтов в файлах не осталось.");
    public static readonly LocalText Id = new("Certificate", "Свидетельство");
    public static readonly LocalText ErasedAt = new("Erased", "Удалено");
    public static readonly LocalText IssuedAt = new("Issued, after every place was looked into", "Выдано после проверки всех мест");
    public static readonly LocalText Issuer = new("Signed by", "Подписано");
    public static readonly LocalText Places = new("Where, how and when", "Где, как и когда");
    public static readonly LocalText Systems = new("Who else was told to erase", "Кому ещё велено удалить");
    public static readonly LocalText SystemsText = new("This is what each had said when this page was written. To learn more later, ask with the number {0}.", "Вот что ответил каждый к моменту этой записи. Чтобы узнать позже, назовите номер {0}.");
    public static readonly LocalText Limits = new("What this does not reach", "На что это не распространяется");
    public static readonly LocalText Until = new("At the latest until {0}.", "Не позднее {0}.");
    public static readonly LocalText BytesGone = new("Nothing of it is left there.", "Там ничего не осталось.");
    public static readonly LocalText BytesGoneAt = new("Its bytes were gone from the files at {0}.", "Байтов в файлах не осталось с {0}.");
    public static readonly LocalText BytesUntil = new("Unreadable bytes may lie in the files until {0}.", "Нечитаемые байты могут лежать в файлах до {0}.");
    public static readonly LocalText BytesOnRequest = new("Unreadable bytes lie in free space until it is used again, or until the tables are written anew on request.", "Нечитаемые байты лежат в свободном месте, пока оно не занято снова или таблицы не переписаны по запросу.");
    public static readonly LocalText Verify = new("Verify it yourself", "Проверьте сами");
    public static readonly LocalText VerifyText = new(
        "Keep the file below. Anybody can check it without us, with nothing but our public key:",
        "Сохраните файл ниже. Проверить его можно без нас, имея только наш открытый ключ:");
    public static readonly LocalText SaltText = new(
        "With the salt you were handed, add --subject and --salt to show that it is about you.",
        "Имея выданную вам соль, добавьте --subject и --salt, чтобы показать, что свидетельство о вас.");
    public static readonly LocalText Code = new("Code", "Код");
    public static readonly LocalText CodeTitle = new("Code of this certificate", "Код этого свидетельства");
    public static readonly LocalText File = new("The file", "Файл");

    private static readonly FrozenDictionary<string, LocalText> PlaceWords = new Dictionary<string, LocalText>
    {
        ["memory"] = new("Memory", "Память"),
        ["subject-keys"] = new("Your keys", "Ваши ключи"),
        ["journal"] = new("Journal", "Журнал"),
        ["identifiers"] = new("Identifiers", "Идентификаторы"),
        ["quarantine"] = new("What was kept aside", "Отложенное"),
        ["snapshots"] = new("Profile snapshots", "Снимки профиля"),
        ["indexes"] = new("Indexes", "Указатели"),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, LocalText> MethodWords = new Dictionary<string, LocalText>
    {
        ["left"] = new("Taken out of use", "Выведено из использования"),
        ["key-destroyed"] = new("Destroyed first, so nothing sealed with them can be read", "Уничтожены первыми: зашифрованное ими прочитать нельзя"),
        ["rows-deleted"] = new("Rows deleted", "Строки удалены"),
        ["bindings-deleted"] = new("No longer lead to anybody", "Больше ни к кому не ведут"),
        ["payloads-deleted"] = new("Deleted", "Удалено"),
        ["deleted"] = new("Deleted", "Удалено"),
        ["entries-deleted"] = new("Entries deleted", "Записи удалены"),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, LocalText> LimitWords = new Dictionary<string, LocalText>
    {
        ["key-backups"] = new("Backups of keys, which are kept for seven days: until then a copy of your destroyed key may be in one.", "Резервные копии ключей хранятся семь дней: до тех пор в них может быть копия вашего уничтоженного ключа."),
        ["data-backups"] = new("Backups of data hold your data sealed; without your key nobody can read it. A restore erases you again.", "Резервные копии данных содержат ваши данные зашифрованными; без вашего ключа их никто не прочтёт. При восстановлении вы будете удалены снова."),
        ["tombstone"] = new("Keyed hashes of your identifiers stay, so that nothing older brings you back by accident.", "Хеши ваших адресов и номеров с ключом остаются, чтобы ничто старое случайно не вернуло вас."),
        ["tail-log"] = new("A log outside the store keeps the same hashes for as long as there are backups from before.", "Журнал вне хранилища держит те же хеши, пока есть резервные копии старше удаления."),
        ["ledger"] = new("The consent ledger keeps its entries; they hold no data, and nobody can tell any more what they were about.", "Реестр согласий сохраняет записи; данных в них нет, и никто больше не узнает, о чём они были."),
        ["message-ids"] = new("Keyed hashes of the messages received stay, so that a message sent again is not taken in.", "Хеши полученных сообщений с ключом остаются, чтобы повторно присланное сообщение не было принято."),
        ["unreadable-quarantine"] = new("Data that could not be read when it came in, and so could not be seen to be yours, goes with its key.", "То, что не удалось прочитать при поступлении и поэтому узнать как ваше, исчезнет вместе со своим ключом."),
        ["other-systems"] = new("Other systems keep what they were sent before.", "Другие системы хранят то, что им было передано раньше."),
        ["system-answers"] = new("What others say that they erased is their word: we cannot look into their places.", "Что удалили другие, известно с их слов: сами мы их хранилищ не видим."),
        ["exports"] = new("Files that people exported before, and the receipts you hold yourself.", "Файлы, выгруженные раньше, и квитанции, которые хранятся у вас."),
        ["copies-outside"] = new("Copies made outside of this system: snapshots of file systems, and what a disk's wear levelling keeps.", "Копии вне этой системы: снимки файловых систем и то, что сохраняет выравнивание износа диска."),
        ["database-log"] = new("The database's own log holds sealed bytes until the server uses it again, and for as long as it is archived.", "Журнал самой базы данных держит зашифрованные байты, пока сервер не использует его снова и пока хранится его архив."),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, LocalText> AnswerWords = new Dictionary<string, LocalText>
    {
        ["waiting"] = new("Not reached yet", "Пока не сообщили"),
        ["acknowledged"] = new("Told; has not said yet that it is done", "Сообщили; о выполнении пока не сказано"),
        ["done"] = new("Says that it is done", "Говорит, что удалено"),
        ["failed"] = new("Says that it cannot; a person of ours asks there", "Говорит, что не может; туда обратится наш сотрудник"),
        ["given-up"] = new("Does not answer; a person of ours asks there", "Не отвечает; туда обратится наш сотрудник"),
    }.ToFrozenDictionary();

    /// <summary>What a connected system said.</summary>
    public static LocalText Answer(string state) => AnswerWords.TryGetValue(state, out var words) ? words : new LocalText(state, state);

    /// <summary>A place's name.</summary>
    public static LocalText Place(string place) => PlaceWords.TryGetValue(place, out var words) ? words : new LocalText(place, place);

    /// <summary>What was done there.</summary>
    public static LocalText Method(string method) => MethodWords.TryGetValue(method, out var words) ? words : new LocalText(method, method);

    /// <summary>What is out of reach.</summary>
    public static LocalText Limit(string limit) => LimitWords.TryGetValue(limit, out var words) ? words : new LocalText(limit, limit);
}
