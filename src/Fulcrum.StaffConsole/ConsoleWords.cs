using Fulcrum.Staff;
using Fulcrum.Workspaces;

namespace Fulcrum.StaffConsole;

/// <summary>The words of whatever goes wrong.</summary>
internal static class ConsoleWords
{
    public static readonly LocalText NoPage = new("There is no such page", "Такой страницы нет");
    public static readonly LocalText NoPageText = new("The address is old, or it was typed wrong. All pages are in the menu.", "Адрес устарел, или в нём опечатка. Все страницы есть в меню.");
    public static readonly LocalText OtherMethod = new("This page cannot be asked that way", "Эту страницу так не открыть");
    public static readonly LocalText OtherMethodText = new("Open it with a link from the menu.", "Откройте её по ссылке из меню.");
    public static readonly LocalText BadRequest = new("We cannot read that", "Мы не смогли это прочитать");
    public static readonly LocalText BadRequestText = new("Nothing was done. Load the page again and try once more.", "Ничего не сделано. Обновите страницу и попробуйте ещё раз.");
    public static readonly LocalText FormNotOurs = new("Nothing was done", "Ничего не сделано");
    public static readonly LocalText FormNotOursText = new(
        "This form is not from a page we gave this browser, or it is too old. Open the page again and press the button there.",
        "Эта форма пришла не с нашей страницы в этом браузере или устарела. Откройте страницу снова и нажмите кнопку там.");

    public static readonly LocalText SignedOut = new("Sign in first", "Сначала войдите");
    public static readonly LocalText SignedOutText = new("Nobody is signed in here, or the visit is over.", "Здесь никто не вошёл, или время входа истекло.");
    public static readonly LocalText Detached = new("The console cannot be reached now", "Консоль сейчас недоступна");
    public static readonly LocalText DetachedText = new(
        "Nothing was shown or done. Wait a few seconds and load the page once more. If it asks you to, sign in again.",
        "Ничего не показано и не сделано. Подождите несколько секунд и обновите страницу. Если появится страница входа, войдите снова.");

    public static readonly LocalText DetachedUnsure = new("We do not know if that was done", "Мы не знаем, сделано ли это");
    public static readonly LocalText DetachedUnsureText = new(
        "The connection broke before the answer. Load the page once more in a few seconds and look before you do it again.",
        "Связь прервалась до ответа. Обновите страницу через несколько секунд и посмотрите, прежде чем повторять.");

    public static readonly LocalText CompanyUnreachable = new("Your company's sign-in does not answer", "Вход вашей компании не отвечает");
    public static readonly LocalText CompanyUnreachableText = new(
        "Nobody was signed in. Try again in a minute, or sign in with a passkey.",
        "Никто не вошёл. Попробуйте через минуту или войдите по ключу доступа.");

    public static readonly LocalText NotReadable = new("Nothing was shown or done", "Ничего не показано и не сделано");
    public static readonly LocalText NotReadableText = new(
        "The store cannot keep a record now, and without a record nothing is shown. Try again in a minute.",
        "Сейчас нельзя сделать запись, а без записи ничего не показываем. Попробуйте через минуту.");

    public static readonly LocalText Unforeseen = new("Something broke on our side", "У нас что-то сломалось");
    public static readonly LocalText UnforeseenText = new("You did nothing wrong. Try again.", "Вы ни при чём. Попробуйте ещё раз.");

    public static readonly LocalText AskWhom = new("Whom to ask: {0}.", "Кого спросить: {0}.");
    public static readonly LocalText Role = new("Your role does not do this", "Ваша роль этого не позволяет");
    public static readonly LocalText RoleText = new("Nothing was shown. None of your roles has this right.", "Ничего не показано. Ни у одной вашей роли нет такого права.");
    public static readonly LocalText Purpose = new("Your role is for another purpose", "Ваша роль для другой цели");
    public static readonly LocalText PurposeText = new("Nothing was shown. Your role does not look at people for this purpose.", "Ничего не показано. С этой целью ваша роль людей не смотрит.");
    public static readonly LocalText Label = new("Your role does not see this kind of data", "Ваша роль не видит такие данные");
    public static readonly LocalText LabelText = new("Nothing was shown. Ask only for what your role sees.", "Ничего не показано. Просите только то, что видно вашей роли.");
    public static readonly LocalText Training = new("A lesson comes first", "Сначала урок");
    public static readonly LocalText TrainingText = new("Nothing was shown. Your certificate is over, or a lesson was not passed. It takes three minutes.", "Ничего не показано. Сертификат истёк, или урок не пройден. Это займёт три минуты.");
    public static readonly LocalText StepUp = new("Show that it is you", "Подтвердите, что это вы");
    public static readonly LocalText StepUpText = new("Nothing was done. This act wants your passkey once more.", "Ничего не сделано. Для этого нужно снова коснуться ключа доступа.");
    public static readonly LocalText Self = new("This takes a second person", "Нужен второй человек");
    public static readonly LocalText SelfText = new("Nothing was done. Nobody does this for themselves.", "Ничего не сделано. Себе этого не делает никто.");
    public static readonly LocalText Unknown = new("There is no such thing here", "Здесь такого нет");
    public static readonly LocalText UnknownText = new("Nothing was done. Somebody removed it, or it never was.", "Ничего не сделано. Это удалили, или этого не было.");
    public static readonly LocalText Reason = new("A reason is missing", "Нет причины");
    public static readonly LocalText ReasonText = new("Nothing was done. Write why, in at most 500 letters.", "Ничего не сделано. Напишите почему, до 500 знаков.");
    public static readonly LocalText Finding = new("What was found is missing", "Не сказано, что решили");
    public static readonly LocalText FindingText = new("Nothing was done. Say what became of the choice.", "Ничего не сделано. Скажите, что стало с выбором.");
    public static readonly LocalText NoEmergency = new("No emergency of yours is open", "У вас нет открытого экстренного доступа");
    public static readonly LocalText NoEmergencyText = new("Nothing was shown. Declare it first; it lasts an hour.", "Ничего не показано. Сначала объявите его; он длится час.");

    public static readonly LocalText Brake = new("Somebody else looks first", "Сначала посмотрит коллега");
    public static readonly LocalText BrakeText = new(
        "Nothing was shown. Your looks were unusual, so they stop until a colleague has checked. Tell them why you looked.",
        "Ничего не показано. Просмотры были необычными, поэтому они остановлены до проверки коллегой. Скажите ему, зачем вы смотрели.");

    public static readonly LocalText Approval = new("A colleague says yes first", "Сначала «да» коллеги");
    public static readonly LocalText ApprovalText = new(
        "Nothing was done. This takes two people: ask for it, and come back after the yes.",
        "Ничего не сделано. Это делают вдвоём: попросите и вернитесь после «да».");

    /// <summary>Why an act was refused: heading and text.</summary>
    public static (LocalText Title, LocalText Text) Of(StaffRefusal refusal) => refusal switch
    {
        StaffRefusal.Role => (Role, RoleText),
        StaffRefusal.Purpose => (Purpose, PurposeText),
        StaffRefusal.Label => (Label, LabelText),
        StaffRefusal.Training => (Training, TrainingText),
        StaffRefusal.StepUp => (StepUp, StepUpText),
        StaffRefusal.Self => (Self, SelfText),
        StaffRefusal.Reason => (Reason, ReasonText),
        StaffRefusal.Finding => (Finding, FindingText),
        StaffRefusal.Brake => (Brake, BrakeText),
        StaffRefusal.Approval => (Approval, ApprovalText),
        StaffRefusal.NoEmergency => (NoEmergency, NoEmergencyText),
        _ => (Unknown, UnknownText),
    };
}
