using System.Text.Json.Nodes;
using Fulcrum.Staff;

namespace Fulcrum.StaffConsole.Staff;

/// <summary>An act of staff as the API has it. What is not in the table of them is not there.</summary>
/// <param name="Name">For example <c>look</c>, unique.</param>
/// <param name="Method"><c>GET</c> for what changes nothing and names nobody, else <c>POST</c>.</param>
/// <param name="Path">After <c>/v1/staff/</c>.</param>
/// <param name="Power">The power a role needs for it; none for what everybody who belongs may do.</param>
/// <param name="Members">What its body may hold.</param>
/// <param name="Do">Does it: by the desk, which asks for the power itself.</param>
internal sealed record StaffAct(string Name, string Method, string Path, StaffPowers Power, string[] Members, Func<StaffCall, Task<JsonNode>> Do)
{
    /// <summary>Whether the passkey must have been touched within five minutes.</summary>
    public bool IsDangerous { get; init; }
}
