using SQLitePCL;

namespace Fulcrum.Sqlite.Engine;

/// <summary>Copies a file page by page as one open read transaction sees it, while others write.</summary>
internal static class PageCopy
{
    private const int PagesAtOnce = 512;

    /// <summary>Copies; on disk when it returns.</summary>
    /// <param name="source">Inside a read transaction, so that all pages are of one moment.</param>
    /// <param name="path">File to make.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="cancellation">Stops between two pieces.</param>
    public static void Run(Database source, string path, Action<double> progress, CancellationToken cancellation)
    {
        using (var copy = Database.OpenCopy(path))
        {
            var backup = raw.sqlite3_backup_init(copy.Handle, "main", source.Handle, "main");
            if (backup is null || backup.IsInvalid)
            {
                copy.Check(raw.sqlite3_errcode(copy.Handle));
                throw new InvalidOperationException("The copy could not be begun.");
            }

            using (backup)
            {
                int code;
                do
                {
                    cancellation.ThrowIfCancellationRequested();
                    code = raw.sqlite3_backup_step(backup, PagesAtOnce);
                    if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE))
                    {
                        throw new DatabaseException(source.Path, code, raw.sqlite3_errstr(code).utf8_to_string());
                    }

                    progress(1 - ((double)raw.sqlite3_backup_remaining(backup) / Math.Max(1, raw.sqlite3_backup_pagecount(backup))));
                }
                while (code != raw.SQLITE_DONE);
            }
        }

        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(file);
    }
}
