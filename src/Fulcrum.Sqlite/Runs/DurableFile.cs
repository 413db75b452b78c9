using System.Text;

namespace Fulcrum.Sqlite.Runs;

/// <summary>Small files replaced as a whole: after a crash the old or the new text is there, never half of one.</summary>
internal static class DurableFile
{
    /// <summary>Replaces the file; on disk when it returns.</summary>
    public static void Replace(string path, string text)
    {
        using (var file = File.OpenHandle(path + ".tmp", FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, Encoding.UTF8.GetBytes(text), 0);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(path + ".tmp", path, overwrite: true);
    }
}
