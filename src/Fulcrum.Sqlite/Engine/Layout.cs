namespace Fulcrum.Sqlite.Engine;

/// <summary>The tables of one file at the newest version, and the steps that lead there from every version before.</summary>
/// <param name="Tables">SQL that makes a new file.</param>
/// <param name="Steps">In order; a version in which this file did not change has none.</param>
internal sealed record Layout(string Tables, params LayoutStep[] Steps);

/// <summary>One version up, and back down again.</summary>
/// <remarks>
/// Each way is called again and again until it says it is done, every time in a transaction of its own; the last of them also
/// writes the version. So a step that is killed anywhere goes on where it stopped, at either program's next start. A way
/// must tell by the data what it did already.
/// </remarks>
/// <param name="Version">The version it leads to.</param>
/// <param name="Up">Does a piece; true when nothing is left to do.</param>
/// <param name="Down">Takes a piece back; true when nothing is left to take back.</param>
internal sealed record LayoutStep(int Version, Func<Database, bool> Up, Func<Database, bool> Down);
