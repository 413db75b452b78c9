using System.Globalization;

namespace Fulcrum.Sqlite.Engine;

/// <summary>Brings a file from one version to another, piece by piece.</summary>
internal static class Migration
{
    /// <summary>Goes up, version by version.</summary>
    /// <param name="database">The file.</param>
    /// <param name="layout">Its steps.</param>
    /// <param name="from">The version it has.</param>
    /// <param name="to">The version wanted.</param>
    /// <param name="piece">Told before and after each transaction; a test dies here.</param>
    public static void Up(Database database, Layout layout, long from, long to, Action? piece)
    {
        for (var version = from + 1; version <= to; version++)
        {
            Run(database, Array.Find(layout.Steps, step => step.Version == version)?.Up, version, piece);
        }
    }

    /// <summary>Goes one version down, so that the program before this one reads the file.</summary>
    public static void Down(Database database, Layout layout, long from, Action? piece) =>
        Run(database, Array.Find(layout.Steps, step => step.Version == from)?.Down, from - 1, piece);

    private static void Run(Database database, Func<Database, bool>? work, long version, Action? piece)
    {
        var isDone = false;
        while (!isDone)
        {
            piece?.Invoke();
            database.Write(inside =>
            {
                isDone = work?.Invoke(inside) ?? true;
                if (isDone)
                {
                    inside.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version={version}"));
                }
            });
        }

        piece?.Invoke();
    }
}
