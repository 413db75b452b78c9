using System.Globalization;
using System.Text;

namespace Fulcrum.Cli.Stores;

/// <summary>What somebody said about the machine's clock, in <c>clock-confirmed</c> beside the store: it was right then.</summary>
internal static class ClockConfirmation
{
    private const string FileName = "clock-confirmed";

    /// <summary>When it was last confirmed, by that clock; null for never, or when the file says nothing.</summary>
    public static DateTimeOffset? Read(string folder)
    {
        try
        {
            return DateTimeOffset.TryParse(
                File.ReadAllText(Path.Combine(folder, FileName)), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Confirms it.</summary>
    public static void Write(string folder, DateTimeOffset at) =>
        PrivateFile.Write(Path.Combine(folder, FileName), Encoding.ASCII.GetBytes(at.ToString("O", CultureInfo.InvariantCulture)));
}
