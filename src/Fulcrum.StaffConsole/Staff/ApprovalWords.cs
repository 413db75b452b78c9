using Fulcrum.Workspaces;

namespace Fulcrum.StaffConsole.Staff;

/// <summary>The words of what nobody does alone.</summary>
internal static class ApprovalWords
{
    public static readonly LocalText Title = new("Approvals", "Одобрения");
    public static readonly LocalText Lead = new("What takes two people. Nobody says yes to their own.", "То, что делают вдвоём. Себе никто не одобряет.");
    public static readonly LocalText ExportActs = new("Save the log of acts", "Сохранить все записи");
    public static readonly LocalText Why = new("Why you need the log as a file", "Зачем вам записи в файле");
    public static readonly LocalText WhyHint = new("A colleague reads it and says yes or no.", "Коллега прочтёт и скажет «да» или «нет».");
    public static readonly LocalText Ask = new("Ask a colleague", "Спросить коллегу");
    public static readonly LocalText Nothing = new("Nobody asked for anything.", "Никто ни о чём не просил.");
    public static readonly LocalText Back = new("Open the audit", "Открыть записи");
    public static readonly LocalText Until = new("holds until {0}", "действует до {0}");
    public static readonly LocalText Own = new("Yours: a colleague says yes or no.", "Ваша просьба: её решит коллега.");
    public static readonly LocalText Note = new("What you say to it", "Что вы скажете");
    public static readonly LocalText NoteHint = new("One sentence, after you asked them.", "Одно предложение, после разговора с ними.");
    public static readonly LocalText Yes = new("Say yes", "Одобрить");
    public static readonly LocalText No = new("Say no", "Отказать");
    public static readonly LocalText SaidYes = new("{0} said yes: {1}", "{0} говорит «да»: {1}");
    public static readonly LocalText SaidNo = new("{0} said no: {1}", "{0} говорит «нет»: {1}");
    public static readonly LocalText Spent = new("Done on {0}.", "Сделано {0}.");
    public static readonly LocalText Over = new("Nobody answered in time.", "Вовремя никто не ответил.");
}
