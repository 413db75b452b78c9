using Meridian.Shop.Catalogue;

namespace Meridian.Shop.Pages;

/// <summary>Everything the shop itself says. What Fulcrum says comes from the workspace, in both languages.</summary>
internal static class Words
{
    public static readonly Text Shop = new("Shop", "Магазин");
    public static readonly Text ToShelf = new("To the shop", "К товарам");
    public static readonly Text ToKnown = new("To what Fulcrum knows", "К тому, что знает Fulcrum");
    public static readonly Text Languages = new("Language", "Язык");
    public static readonly Text SignedIn = new("Signed in as {0}", "Вы вошли как {0}");
    public static readonly Text SignOut = new("Sign out", "Выйти");
    public static readonly Text SignIn = new("Sign in as Mira", "Войти как Mira");
    public static readonly Text Guest = new("You are a guest", "Вы гость");

    public static readonly Text Title = new("Things for people who drive", "Вещи для тех, кто за рулём");
    public static readonly Text Lead = new("Made for our cars. Sent to your dealer, or to your door.", "Сделано для наших машин. Доставим к дилеру или домой.");
    public static readonly Text Sport = new("Sporty driving", "Спортивная езда");
    public static readonly Text Electric = new("Electric driving", "Электромобили");
    public static readonly Text Family = new("Families", "Для семьи");
    public static readonly Text Back = new("All things", "Все товары");
    public static readonly Text Order = new("Ask your dealer for it", "Спросите у дилера");
    public static readonly Text ForYou = new("For you", "Для вас");
    public static readonly Text ForAll = new("For everybody", "Для всех");
    public static readonly Text See = new("See it", "Посмотреть");

    public static readonly Text Known = new("What Fulcrum knows, and why", "Что знает Fulcrum и почему");
    public static readonly Text WhyThis = new("Why this offer?", "Почему это предложение?");
    public static readonly Text Because = new("because:", "потому что:");
    public static readonly Text AllowedBy = new("allowed by:", "разрешено:");
    public static readonly Text You = new("you, {0}", "вами, {0}");
    public static readonly Text Everybody = new("Nothing about you was used. Everybody sees this.", "О вас ничего не использовано. Это видят все.");
    public static readonly Text NotYet = new("You allowed it, and there is not enough yet to choose by. Everybody sees this.", "Вы разрешили, но выбирать пока не по чему. Это видят все.");
    public static readonly Text InFull = new("In Fulcrum's own words", "Словами самого Fulcrum");
    public static readonly Text Blocked = new("blocked by consent since {0}", "закрыто вашим решением с {0}");
    public static readonly Text BlockedText = new(
        "You said no to “{0}”. What is greyed is not used any more, and is deleted within 30 days.",
        "Вы сказали «нет»: «{0}». Серое больше не используется и удалится за 30 дней.");
    public static readonly Text CameIn = new("What came in", "Что пришло");
    public static readonly Text NothingCame = new("Nothing. Without your yes the page sends nothing.", "Ничего. Без вашего «да» страница ничего не отправляет.");
    public static readonly Text Waits = new("Nothing yet. Click something on the left.", "Пока ничего. Нажмите что-нибудь слева.");
    public static readonly Text Viewed = new("Page viewed:", "Открыта страница:");
    public static readonly Text Row = new("row {0} of the journal", "строка {0} журнала");
    public static readonly Text Facts = new("What it makes of it", "Что из этого следует");
    public static readonly Text NoFacts = new("Nothing.", "Ничего.");
    public static readonly Text Choices = new("What you allow", "Что вы разрешаете");
    public static readonly Text On = new("On", "Включено");
    public static readonly Text Off = new("Off", "Выключено");
    public static readonly Text NotAsked = new("not answered", "нет ответа");
    public static readonly Text Since = new("since {0}", "с {0}");
    public static readonly Text Settings = new("Privacy settings", "Настройки приватности");
    public static readonly Text AllOff = new("Turn all off", "Выключить всё");

    public static readonly Text Receipt = new("Receipt of your answer", "Квитанция о вашем ответе");
    public static readonly Text ReceiptText = new(
        "It says what you answered and when, and is sealed in a ledger that nobody can change unnoticed.",
        "В ней сказано, что и когда вы ответили. Она закреплена в журнале, который нельзя незаметно изменить.");
    public static readonly Text Verify = new("Verify", "Проверить");
    public static readonly Text Holds = new(
        "Genuine. Your browser reckoned it by itself, without asking anybody: the signature of Meridian's ledger covers exactly this answer.",
        "Подлинная. Браузер проверил сам, никого не спрашивая: подпись журнала Meridian покрывает именно этот ответ.");
    public static readonly Text Fails = new(
        "Not genuine. What stands here is not what the ledger was signed for.",
        "Не подлинная. Журнал подписан не для того, что здесь написано.");
    public static readonly Text ReceiptFile = new("The receipt itself: change a letter, and verify again", "Сама квитанция: измените букву и проверьте снова");
    public static readonly Text Save = new("Save the receipt", "Сохранить квитанцию");

    public static readonly Text Away = new("Fulcrum cannot be asked now", "Fulcrum сейчас не отвечает");
    public static readonly Text AwayText = new("The shop goes on without it: everybody sees the same.", "Магазин работает и без него: все видят одно и то же.");
    public static readonly Text Hint = new("Hint", "Подсказка");
    public static readonly Text HintAsk = new(
        "You are the customer. Say in the question, or in the privacy settings below, what your data may be used for: until you do, the page sends nothing.",
        "Вы — покупатель. Скажите в вопросе или в настройках ниже, для чего можно брать ваши данные: до этого страница ничего не отправляет.");
    public static readonly Text HintClick = new("Open something on the left, and then one more of its kind. Watch the offer.", "Откройте что-нибудь слева, потом ещё одно того же рода. Следите за предложением.");
    public static readonly Text HintCustomer = new("Now be the customer.", "Теперь решает покупатель.");
    public static readonly Text HintCustomerText = new("Turn “{0}” off in the privacy centre, and come back.", "Выключите «{0}» в центре приватности и вернитесь.");
    public static readonly Text OpenCentre = new("Open the privacy centre", "Открыть центр приватности");
    public static readonly Text HintVerify = new("Verify the receipt below. It shows what you said, and needs nobody's word for it.", "Проверьте квитанцию ниже. Она показывает ваш ответ, и верить никому не нужно.");
    public static readonly Text Close = new("Close", "Закрыть");

    /// <summary>The topic of a thing.</summary>
    public static Text TopicOf(Thing thing) => thing.Topic switch { "sport" => Sport, "electric" => Electric, _ => Family };

    /// <summary>The shop's languages.</summary>
    public static readonly string[] LanguageCodes = ["en", "ru"];
}
