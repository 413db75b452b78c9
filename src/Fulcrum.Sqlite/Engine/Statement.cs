using SQLitePCL;

namespace Fulcrum.Sqlite.Engine;

/// <summary>A compiled statement. Parameters count from 1, columns from 0.</summary>
internal sealed class Statement(Database database, sqlite3_stmt handle) : IDisposable
{
    /// <summary>Binds a number.</summary>
    public Statement Bind(int parameter, long value)
    {
        database.Check(raw.sqlite3_bind_int64(handle, parameter, value));
        return this;
    }

    /// <summary>Binds bytes; they are copied.</summary>
    public Statement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        database.Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(handle, parameter, 0) : raw.sqlite3_bind_blob(handle, parameter, value));
        return this;
    }

    /// <summary>Binds a text.</summary>
    public Statement Bind(int parameter, string value)
    {
        database.Check(raw.sqlite3_bind_text(handle, parameter, value));
        return this;
    }

    /// <summary>Goes to the next row; false when there is none.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            _ = raw.sqlite3_reset(handle);
            database.Check(code);
        }

        return code == raw.SQLITE_ROW;
    }

    /// <summary>Runs it once for its effect and makes it ready for the next use.</summary>
    public void Run()
    {
        Step();
        Reset();
    }

    /// <summary>Lets go of the row it stands on, so that it holds no read lock.</summary>
    public void Reset() => _ = raw.sqlite3_reset(handle);

    /// <summary>A number.</summary>
    public long Long(int column) => raw.sqlite3_column_int64(handle, column);

    /// <summary>Bytes, valid until the next step.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(handle, column);

    /// <summary>A text.</summary>
    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();

    /// <summary>How many columns a row has.</summary>
    public int Columns => raw.sqlite3_column_count(handle);

    /// <summary>The engine's code for the type of a value.</summary>
    public int Type(int column) => raw.sqlite3_column_type(handle, column);

    /// <inheritdoc />
    public void Dispose() => handle.Dispose();
}
