using Fulcrum.StaffConsole.Identity;
using Fulcrum.StaffConsole.Layout;
using Fulcrum.StaffConsole.Staff;
using Fulcrum.Staff;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.StaffConsole;

/// <summary>An act was refused: which of role, purpose, label and training was missing, whom to ask, and what to do next.</summary>
internal static class RefusedPage
{
    /// <summary>Writes it.</summary>
    public static string Write(Visit visit, StaffRefusedException refused)
    {
        var language = visit.Language;
        var (title, text) = ConsoleWords.Of(refused.Refusal);
        var ask = refused.Ask is { } whom ? Html($"<p>{language[ConsoleWords.AskWhom].Replace("{0}", language[whom], StringComparison.Ordinal)}</p>") : None;
        var (page, way) = refused.Refusal switch
        {
            StaffRefusal.Training => ("training", ShellWords.Training),
            StaffRefusal.Approval => (ApprovalRoutes.Path, ApprovalWords.Title),
            StaffRefusal.StepUp => ("prove", ShellWords.Prove),
            _ => ("", ShellWords.Home),
        };
        return Shell.Write(visit, new PageFrame(language[title], "") { Menu = null, Lead = language[text] }, Html($"""
            {ask}
            <p class="actions"><a class="button" href="{visit.Path(page)}">{language[way]}</a></p>
            """));
    }
}
