using Fulcrum.Cli.Shell;

namespace Fulcrum.Cli.Demo;

/// <summary>Tells a demo's store from a real one, so that a demo never writes made-up consents into real data, nor removes it.</summary>
internal static class DemoMark
{
    private const string FileName = "this-is-a-demo";

    /// <summary>Marks a folder that holds no store yet.</summary>
    public static void Set(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, FileName), "Made by: fulcrum demo. The consents in this store are synthetic; nobody gave them.\n");
    }

    /// <summary>Refuses a store that no demo made.</summary>
    /// <exception cref="CommandFault">It is not marked.</exception>
    public static void Require(string folder)
    {
        if (!File.Exists(Path.Combine(folder, FileName)))
        {
            throw new CommandFault(
                new Fault("not-a-demo-store", "The folder holds a store that no demo made.", "Name another folder with --store; the demo writes made-up consents and leaves real stores alone."),
                ExitCode.Conflict,
                folder);
        }
    }
}
