namespace Fulcrum.Prove.Bits;

/// <summary>One bit flipped, or one 512-byte sector zeroed, somewhere in a store's files.</summary>
internal static class DamagedFile
{
    private const int Sector = 512;

    /// <summary>Damages a file of the folder.</summary>
    /// <returns>What was done to which file, in words.</returns>
    public static string Make(string folder, Random chance)
    {
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => new FileInfo(file)).Where(file => file.Length > 0).OrderBy(file => file.FullName, StringComparer.Ordinal).ToArray();
        var file = chance.Next(2) == 0 ? files[chance.Next(files.Length)] : ByLength(files, chance);
        var bytes = File.ReadAllBytes(file.FullName);
        var at = chance.Next(bytes.Length);
        string what;
        if (chance.Next(10) < 7)
        {
            var bit = chance.Next(8);
            bytes[at] ^= (byte)(1 << bit);
            what = $"bit {bit} of byte {at}";
        }
        else
        {
            at -= at % Sector;
            bytes.AsSpan(at, Math.Min(Sector, bytes.Length - at)).Clear();
            what = $"sector {at / Sector}";
        }

        var mode = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(file.FullName);
        File.WriteAllBytes(file.FullName, bytes);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file.FullName, mode);
        }

        return $"{Path.GetRelativePath(folder, file.FullName)}: {what}";
    }

    private static FileInfo ByLength(FileInfo[] files, Random chance)
    {
        var at = chance.NextInt64(files.Sum(file => file.Length));
        foreach (var file in files)
        {
            if ((at -= file.Length) < 0)
            {
                return file;
            }
        }

        return files[^1];
    }
}
