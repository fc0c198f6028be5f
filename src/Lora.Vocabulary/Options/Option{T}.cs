namespace Lora.Vocabulary;

/// <summary>A row whose values are of type <typeparamref name="T"/>.</summary>
public abstract class Option<T>(string name, string summary) : Option(name, summary)
{
    /// <summary>The value where nothing is written and no rule says otherwise.</summary>
    public T? Default { get; init; }

    /// <summary>
    /// The value in force, from the other values and what was written (null: nothing). Null: what was written, else <see cref="Default"/>. Rules may read other
    /// options, which are resolved first.
    /// </summary>
    public Func<OptionValues, Written<T>, T>? Rule { get; init; }

    protected override string DefaultValueText => Default is null ? "" : Write(Default);

    internal override object? Resolve(OptionValues values, object? written, Action<string> problem)
    {
        var given = written is T value ? new Written<T>(true, value) : default;
        return Rule is null ? given.Or(Default!) : Rule(values, given);
    }

    internal override object? Restore(OptionValues values, string text) =>
        text.Length == 0 ? Default : ReadValue(text) ?? throw new FormatException($"'{text}' is not a value of {Name}");

    internal sealed override string Write(object? value) => value is T typed ? Text(typed) : "";

    /// <summary>The canonical text of a value.</summary>
    protected abstract string Text(T value);
}

/// <summary>What a user wrote for an option, if anything.</summary>
public readonly record struct Written<T>(bool IsSet, T Value)
{
    /// <summary>The value, or another where nothing was written.</summary>
    public T Or(T otherwise) => IsSet ? Value : otherwise;
}
