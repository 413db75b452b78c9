using Fulcrum.Workspaces;

namespace Fulcrum.StaffConsole.Identity;

/// <summary>The words of coming in.</summary>
internal static class SignInWords
{
    public static readonly LocalText Title = new("Sign in", "Вход");
    public static readonly LocalText Lead = new("For those who work here. You sign in with a passkey; there are no passwords.", "Для тех, кто здесь работает. Вход по ключу доступа, паролей нет.");
    public static readonly LocalText Enter = new("Sign in with a passkey", "Войти с ключом доступа");
    public static readonly LocalText Company = new("Sign in through {0}", "Войти через {0}");
    public static readonly LocalText CompanyAdd = new("Use your account at {0} instead", "Или использовать вашу учётную запись {0}");
    public static readonly LocalText CompanyProve = new("Sign in to {0} once more", "Войти в {0} ещё раз");
    public static readonly LocalText Lost = new("Lost the device? A colleague who looks after staff gives you a new set-up link.", "Потеряли устройство? Новую ссылку даст коллега, который ведёт список сотрудников.");
    public static readonly LocalText SetUp = new("Set up your passkey", "Создайте ключ доступа");
    public static readonly LocalText SetUpLead = new("You were given a link. It works once, for three days.", "Вам дали ссылку. Она действует один раз, три дня.");
    public static readonly LocalText SetUpText = new("Your device keeps the secret part: it opens with your finger, your face or a PIN.", "Секрет хранит ваше устройство: его открывают палец, лицо или ПИН-код.");
    public static readonly LocalText Add = new("Make the passkey", "Создать ключ");
    public static readonly LocalText Prove = new("Show that it is you", "Подтвердите, что это вы");
    public static readonly LocalText ProveLead = new("Touch your passkey once more. For five minutes you can then do what needs it.", "Коснитесь ключа ещё раз. Пять минут после этого открыты действия, которым он нужен.");
    public static readonly LocalText Touch = new("Touch the passkey", "Коснуться ключа");
    public static readonly LocalText Nothing = new("That opened nothing. Try again, or ask a colleague for a new link.", "Ничего не открылось. Попробуйте ещё раз или попросите у коллеги новую ссылку.");
    public static readonly LocalText WithoutScript = new("This browser runs no script, or knows no passkeys. Use one that does.", "Этот браузер без скриптов или не знает ключей доступа. Возьмите другой.");
}
