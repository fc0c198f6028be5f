namespace Lora.Vocabulary;

/// <summary>
/// The value in force of every row of a list, typed. Made once from what a user wrote (<see cref="Resolve"/>), handed on as canonical texts
/// (<see cref="Texts"/>, <see cref="Read"/>); nothing is resolved a second time. Asking for an option that is not among them is a fault of the caller: a
/// stage that
/// reads an option which its row does not name would have a key that does not hold it.
/// </summary>
public sealed class OptionValues
{
    private readonly IReadOnlyList<Option> _rows;
    private readonly OptionValues? _project;
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, object> _written;
    private readonly HashSet<string> _wrong = new(StringComparer.Ordinal);
    private readonly Action<Option, string> _problem;

    private OptionValues(IReadOnlyList<Option> rows, OptionValues? project, Dictionary<string, object> written, Action<Option, string> problem)
    {
        (_rows, _project, _written) = (rows, project, written);
        _problem = (option, text) =>
        {
            _wrong.Add(option.Name);
            problem(option, text);
        };
    }

    /// <summary>Every value by name as canonical text, in the order of the rows; what has none is empty.</summary>
    public IReadOnlyDictionary<string, string> Texts => _rows.ToDictionary(row => row.Name, Text, StringComparer.Ordinal);

    /// <summary>The rows that apply and have a value, as <c>name=value</c> separated by spaces.</summary>
    internal string AppliedText => string.Join(' ', _rows.Where(row => row.Applies(this) && Text(row).Length > 0).Select(row => $"{row.Name}={Text(row)}"));

    /// <param name="rows">All rows that there are.</param>
    /// <param name="written">What a user wrote, by name.</param>
    /// <param name="problem">Told each text that is no value; its default stands in (<see cref="IsWrong"/>).</param>
    /// <param name="project">Where rules of these rows find the project's options.</param>
    public static OptionValues Resolve(
        IReadOnlyList<Option> rows, IReadOnlyDictionary<string, string> written, Action<Option, string>? problem = null, OptionValues? project = null)
    {
        problem ??= (option, text) => throw new ArgumentException(text, option.Name);
        var values = new OptionValues(rows, project, [], problem);
        foreach (var row in rows)
        {
            if (written.TryGetValue(row.Name, out var text) && text.Trim().Length > 0)
            {
                if (row.Read(text, out var wrong) is { } value)
                {
                    values._written[row.Name] = value;
                }
                else
                {
                    values._problem(row, wrong);
                }
            }
        }

        foreach (var row in rows)
        {
            values.Force(row);
        }

        return values;
    }

    /// <summary>Values that were resolved elsewhere, from <see cref="Texts"/>: those rows alone that have a text.</summary>
    /// <exception cref="FormatException">A text is no value of its row.</exception>
    public static OptionValues Read(IReadOnlyList<Option> rows, IReadOnlyDictionary<string, string> texts)
    {
        Option[] present = [.. rows.Where(row => texts.ContainsKey(row.Name))];
        var values = new OptionValues(present, null, [], static (_, _) => { });
        foreach (var row in present)
        {
            values._values[row.Name] = row.Restore(values, texts[row.Name]);
        }

        return values;
    }

    /// <summary>The value in force.</summary>
    /// <exception cref="InvalidOperationException">The option is not among these values.</exception>
    public T Get<T>(Option<T> option) => (T)Force(option)!;

    /// <summary>The value in force of the row of that name, for the arguments of a variant.</summary>
    public T Get<T>(string name) =>
        (T)Force(_rows.FirstOrDefault(row => row.Name == name) ?? throw new InvalidOperationException($"no row '{name}' among {string.Join(", ", _rows)}"))!;

    /// <summary>True if there is a row of that name, for the arguments of a variant.</summary>
    public bool Has(string name) => _rows.Any(row => row.Name == name);

    /// <summary>True if there is a row of that name and it is true, for the arguments of a variant.</summary>
    public bool Is(string name) => Has(name) && Get<bool>(name);

    /// <summary>True if the user wrote it.</summary>
    public bool IsWritten(Option option) => _written.ContainsKey(option.Name);

    /// <summary>True if what the user wrote is no value, so that a default stands in: nothing that follows from it is worth saying.</summary>
    public bool IsWrong(Option option) => _wrong.Contains(option.Name);

    /// <summary>The canonical text of the value in force.</summary>
    public string Text(Option option) => option.Write(Force(option));

    /// <summary>The values of some of the rows.</summary>
    public OptionValues Only(Func<Option, bool> wanted)
    {
        var part = new OptionValues([.. _rows.Where(wanted)], null, [], _problem);
        foreach (var row in part._rows)
        {
            part._values[row.Name] = Force(row);
        }

        return part;
    }

    /// <summary>These with another value in force of one of the rows.</summary>
    public OptionValues With<T>(Option<T> option, T value)
    {
        var changed = Only(static _ => true);
        changed._values[option.Name] = value;
        return changed;
    }

    private object? Force(Option option) => _values.TryGetValue(option.Name, out var value) ? value : Compute(option);

    private object? Compute(Option option)
    {
        if (!_rows.Contains(option))
        {
            return _project is not null ? _project.Force(option)
                : throw new InvalidOperationException($"'{option.Name}' is not among the options of this stage; its row must name the stage");
        }

        var value = option.Resolve(this, _written.GetValueOrDefault(option.Name), text => _problem(option, text));
        _values[option.Name] = value;
        return value;
    }
}
