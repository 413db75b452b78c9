using Fulcrum.Workspaces;

namespace Fulcrum.StaffConsole.Layout;

/// <summary>The words of finding the way.</summary>
internal static class GoWords
{
    public static readonly LocalText Title = new("Go to", "Перейти");
    public static readonly LocalText Lead = new("Every page and act your roles have.", "Все страницы и действия ваших ролей.");
    public static readonly LocalText Find = new("Page or act", "Страница или действие");
    public static readonly LocalText Hint = new("Type a part of its name. People are found under People.", "Введите часть названия. Людей ищут на странице «Люди».");
    public static readonly LocalText Go = new("Go", "Перейти туда");
    public static readonly LocalText Nothing = new("Nothing is called that.", "Ничего с таким названием нет.");
    public static readonly LocalText All = new("Show all", "Показать всё");
    public static readonly LocalText Pages = new("Pages", "Страницы");
    public static readonly LocalText Acts = new("Acts", "Действия");
    public static readonly LocalText FindPerson = new("Find a person", "Найти человека");
    public static readonly LocalText Reveal = new("Reveal a value", "Открыть значение");
    public static readonly LocalText Declare = new("Declare an emergency", "Объявить экстренный доступ");
    public static readonly LocalText Answer = new("Answer a request", "Ответить на просьбу");
    public static readonly LocalText Explain = new("Explain a decision", "Объяснить решение");
    public static readonly LocalText Pass = new("Pass a lesson", "Пройти урок");
    public static readonly LocalText Add = new("Add a colleague", "Добавить сотрудника");
    public static readonly LocalText Remove = new("Remove a colleague", "Убрать сотрудника");
    public static readonly LocalText Search = new("Search the log of acts", "Искать в записях");
    public static readonly LocalText Save = new("Save the log of acts", "Сохранить записи в файл");
    public static readonly LocalText Approve = new("Say yes to a colleague", "Одобрить действие коллеги");
    public static readonly LocalText CloseAlarm = new("Close an alarm", "Закрыть тревогу");
    public static readonly LocalText Review = new("Review an emergency", "Проверить экстренный доступ");
    public static readonly LocalText Touch = new("Touch the passkey again", "Снова коснуться ключа");
}
