using System.CommandLine;
using System.Globalization;
using Fulcrum.Cli.Shell;
using Fulcrum.Cli.Stores;
using Fulcrum.Hosting.Doors;
using Fulcrum.Identity;
using Fulcrum.Messages;
using Fulcrum.Staff;

namespace Fulcrum.Cli.Staff;

/// <summary><c>fulcrum staff</c>: letting somebody of ours in from the machine itself, by a link that works once.</summary>
internal static class StaffCommands
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surroundings around) => new("staff", "Let members of staff into the console.") { Invite(around) };

    private static Command Invite(Surroundings around)
    {
        var name = new Argument<string?>("name") { Description = "What colleagues call them. Customers never read it.", Arity = ArgumentArity.ZeroOrOne };
        var roles = new Option<string[]>("--role") { Description = "A role of theirs, as roles.yaml names it; several are given by several --role.", HelpName = "ROLE" };
        var again = new Option<string?>("--again") { Description = "Number of a member who is to get another link, for a lost device; an earlier link opens nothing then.", HelpName = "MEMBER" };
        var to = new Option<string?>("--to") { Description = "E-mail address the link is sent to, once the store is served with --mail. Without it the link is printed.", HelpName = "ADDRESS" };
        var language = new Option<string?>("--language") { Description = "Language of the letter, en or ru (default: the workspace's first)." };
        var address = ConsolePort.Address();
        var port = ConsolePort.Option($"{ConsolePort.Usual}");
        var command = new Command("invite", "Make a link that lets one member of staff make their passkey, once and within three days.") { name, roles, again, to, language, address, port, around.Store };
        command.SetAction(async (line, cancellation) =>
        {
            var (named, given) = (line.GetValue(name) ?? "", line.GetValue(again) ?? "");
            var chosen = line.GetValue(roles) ?? [];
            if ((named.Length == 0) == (given.Length == 0) || (given.Length > 0) == (chosen.Length > 0))
            {
                throw Fault("staff-invitation-unclear", "It is not clear who is invited.", "Give a name and at least one --role, or --again with the number of a member.", ExitCode.Usage, "staff invite");
            }

            await using var store = await OpenStore.OpenAsync(line.GetRequiredValue(around.Store), around, cancellation);
            var workspace = store.Core.Workspace.Current;
            var spoken = line.GetValue(language) ?? workspace.Languages[0];
            if (!workspace.Languages.Contains(spoken))
            {
                throw Fault("staff-invitation-unclear", $"The workspace has no language '{spoken}'.", $"Take one of: {string.Join(", ", workspace.Languages)}.", ExitCode.Usage, "--language");
            }

            var mail = line.GetValue(to) is { } typed ? AddressOf(store.Core, typed) : null;
            var (member, secret) = await LinkAsync(store.Core, named, given, chosen, cancellation);
            var site = line.GetValue(address) ?? SiteAddress.OnThisMachine(line.GetValue(port) ?? ConsolePort.Usual);
            var link = $"{site.Origin}/{spoken}/set-up?link={secret}";
            if (mail is not null)
            {
                var company = workspace.Disclosures.Controller is { } controller ? controller.Name.In(spoken) : workspace.Name;
                await store.Core.Messages.PutAsync(
                    new Message(mail, StaffInviteText.Template, spoken, StaffInviteText.Subject(spoken, company), StaffInviteText.Body(spoken, company, link), store.Core.Now + StaffDesk.LinkMax), cancellation);
            }

            Say(around, line.GetValue(around.Json), member.Id, mail is null ? link : "");
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<(StaffMember Member, string Secret)> LinkAsync(FulcrumCore core, string name, string again, string[] roles, CancellationToken cancellation)
    {
        try
        {
            var by = string.Create(CultureInfo.InvariantCulture, $"cli:{Environment.UserName}");
            return again.Length > 0 ? await core.Staff.InviteFromMachineAsync(by, again, cancellation) : await core.Staff.AddFromMachineAsync(by, name, [.. roles], cancellation);
        }
        catch (StaffRefusedException refused)
        {
            throw again.Length > 0
                ? Fault("staff-invitation-nobody", "No member of staff who belongs has that number.", "Look the number up on the console's page Staff.", ExitCode.NotFound, "--again")
                : refused.Refusal == StaffRefusal.Reason
                    ? Fault("staff-invitation-unclear", $"The name is empty or longer than {StaffDesk.TextMax} letters.", "Give the name colleagues know.", ExitCode.Usage, "name")
                    : Fault("staff-invitation-role", "The workspace has no such role.", $"Take one of: {string.Join(", ", core.Staff.Book.Roles.Keys.Append(StaffRole.Owner.Name).Order(StringComparer.Ordinal))}.", ExitCode.NotFound, "--role");
        }
    }

    private static Identifier AddressOf(FulcrumCore core, string typed)
    {
        var type = core.Workspace.Current.IdentifierTypes.Values.FirstOrDefault(type => type.Form == IdentifierForm.Email)
            ?? throw Fault("staff-invitation-unclear", "The workspace knows no e-mail addresses.", "Leave --to away: the link is printed then.", ExitCode.Usage, "--to");
        return core.Identifiers.TryRead(type.Name, typed, verified: false, out var address, out _)
            ? address
            : throw Fault("staff-invitation-unclear", "What --to says is no e-mail address.", "Write it like ada@example.com.", ExitCode.Usage, "--to");
    }

    private static void Say(Surroundings around, bool isJson, string member, string link)
    {
        if (isJson)
        {
            around.Screen.PutJson(new { schema = 1, member, link = link.Length > 0 ? link : null, isMailed = link.Length == 0 });
        }
        else if (link.Length > 0)
        {
            around.Screen.Say($"For member {member}. It works once, for three days; hand it to them and to nobody else:");
            around.Screen.Put(link);
        }
        else
        {
            around.Screen.Say($"For member {member}. The link waits in the outbox, and goes out when the store is served with --mail.");
        }
    }

    private static CommandFault Fault(string code, string what, string remedy, int exit, string place) => new(new Fault(code, what, remedy), exit, place);
}
