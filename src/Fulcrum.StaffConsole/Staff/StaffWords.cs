using Fulcrum.Workspaces;

namespace Fulcrum.StaffConsole.Staff;

/// <summary>The words of looking after staff.</summary>
internal static class StaffWords
{
    public static readonly LocalText Title = new("Staff", "Сотрудники");
    public static readonly LocalText Lead = new("Who belongs, and in which roles. A removal works at once, in open sessions too.", "Кто работает здесь и в каких ролях. Удаление действует сразу, и для открытых входов.");
    public static readonly LocalText Name = new("Name", "Имя");
    public static readonly LocalText NameHint = new("What colleagues call them. Customers never see it.", "Как зовут коллеги. Клиенты имени не видят.");
    public static readonly LocalText Roles = new("Roles", "Роли");
    public static readonly LocalText Acts = new("Change", "Изменить");
    public static readonly LocalText Belongs = new("signs in", "входит");
    public static readonly LocalText Invited = new("has a link", "есть ссылка");
    public static readonly LocalText NoKey = new("the link is over", "ссылка истекла");
    public static readonly LocalText Removed = new("removed on {0}", "нет с {0}");
    public static readonly LocalText Add = new("Add somebody", "Добавить человека");
    public static readonly LocalText AddButton = new("Add and get a link", "Добавить и получить ссылку");
    public static readonly LocalText Invite = new("New link", "Новая ссылка");
    public static readonly LocalText SetRoles = new("Save roles", "Сохранить роли");
    public static readonly LocalText Remove = new("Remove", "Удалить");
    public static readonly LocalText Link = new("Hand this link over", "Передайте эту ссылку");
    public static readonly LocalText LinkText = new("It is shown once, works once, and for three days. Whoever opens it makes a passkey.", "Она видна один раз, действует один раз, три дня. Кто её откроет, создаст ключ доступа.");
    public static readonly LocalText WasChanged = new("Done", "Сделано");
    public static readonly LocalText WasChangedText = new("It holds from now on.", "Действует с этой минуты.");
    public static readonly LocalText Prove = new("Changes want a fresh touch of your passkey.", "Для изменений нужно снова коснуться ключа.");
    public static readonly LocalText Touch = new("Touch the passkey", "Коснуться ключа");
    public static readonly LocalText You = new("you", "вы");
}
