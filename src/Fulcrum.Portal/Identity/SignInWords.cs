using Fulcrum.Workspaces;

namespace Fulcrum.Portal.Identity;

/// <summary>The words of signing in.</summary>
internal static class SignInWords
{
    public static readonly LocalText Title = new("Sign in", "Вход");
    public static readonly LocalText Lead = new(
        "We send you a code to show that it is you. You need no account and no password.",
        "Мы пришлём код, чтобы убедиться, что это вы. Учётная запись и пароль не нужны.");

    public static readonly LocalText SentLead = new(
        "Look for our message. We send a code to any address, also to one we do not know.",
        "Найдите наше письмо. Код мы шлём на любой адрес, даже на тот, которого не знаем.");

    public static readonly LocalText LinkLead = new(
        "The code from our message is in its place. Press the button to go on.",
        "Код из нашего письма уже на месте. Нажмите кнопку, чтобы войти.");

    public static readonly LocalText ElsewhereLead = new("This link works only where you asked for it.", "Ссылка действует только там, где вы её запросили.");
    public static readonly LocalText ElsewhereText = new(
        "Open it in the browser you asked from, and open all of it. Or go back to that page and type the code from the message there.",
        "Откройте её целиком в том браузере, где вы просили код. Или вернитесь на ту страницу и введите там код из письма.");

    public static readonly LocalText NotAsked = new(
        "If you did not ask for a code, close this page. Nobody saw anything.",
        "Если вы не просили код, закройте эту страницу. Никто ничего не увидел.");

    public static readonly LocalText Address = new("E-mail or phone number", "Почта или телефон");
    public static readonly LocalText AddressHint = new("The one you gave us. A phone number begins with + and the country code.", "То, что вы нам дали. Телефон пишите с + и кода страны.");
    public static readonly LocalText Send = new("Send me a code", "Прислать код");
    public static readonly LocalText NoAddress = new("Type your e-mail or your phone number.", "Введите почту или телефон.");
    public static readonly LocalText BadAddress = new(
        "We cannot send to this. Write it like ann@example.com or like +44 20 7946 0000.",
        "Сюда код не послать. Пишите так: ann@example.com или +7 495 000 00 00.");

    public static readonly LocalText NotSent = new("The fault is ours: no code was sent. Please press the button once more.", "Сбой на нашей стороне: код не ушёл. Нажмите ещё раз.");
    public static readonly LocalText AskLater = new("Too many codes were asked for. Wait {0} min and ask again.", "Кодов просили слишком часто. Подождите {0} мин и попросите снова.");

    public static readonly LocalText SentTo = new("We sent a code to", "Мы послали код сюда:");
    public static readonly LocalText Code = new("Code from the message", "Код из письма");
    public static readonly LocalText CodeHint = new("Eight digits. It works for ten minutes, and once.", "Восемь цифр. Он действует десять минут и один раз.");
    public static readonly LocalText Enter = new("Show my data", "Показать мои данные");
    public static readonly LocalText NoCode = new("Type the code from the message.", "Введите код из письма.");
    public static readonly LocalText WrongCode = new(
        "This code does not fit. It works for ten minutes and once. After five tries you need a new one.",
        "Этот код не подходит. Он действует десять минут и один раз. После пяти попыток нужен новый.");

    public static readonly LocalText TryLater = new("Too many codes were tried. Wait {0} min and try again.", "Слишком много попыток. Подождите {0} мин и введите снова.");
    public static readonly LocalText NothingCame = new("Nothing came? Look among your spam, or ask once more.", "Ничего не пришло? Посмотрите в спаме или попросите ещё раз.");
    public static readonly LocalText SendAgain = new("Send a new code", "Прислать новый код");
    public static readonly LocalText OtherAddress = new("Use another address", "Указать другой адрес");

    public static readonly LocalText Without = new("You can say no without this", "Отказаться можно и без входа");
    public static readonly LocalText WithoutText = new("To stop a use of your data nobody has to know who you are.", "Чтобы запретить что-то с вашими данными, не нужно говорить, кто вы.");
}
