namespace Lora.Vocabulary;

/// <summary>
/// One row of the vocabulary: a property of a project, the metadata of an item, or an argument of a variant. Parsing, checking, keys, documentation and the
/// generated parts of the SDK read it here. <see cref="Option{T}"/> adds the type of its values.
/// </summary>
public abstract class Option(string name, string summary)
{
    /// <summary>The property or metadata, kohya's option in PascalCase; of an argument, kohya's own spelling.</summary>
    public string Name => name;

    /// <summary>One sentence of documentation.</summary>
    public string Summary => summary;

    /// <summary>kohya's own name, as <c>network_dim</c>; null for what is ours.</summary>
    public string? KohyaName { get; init; }

    /// <summary>kohya's default, for the documentation.</summary>
    public string KohyaDefault { get; init; } = "";

    /// <summary>The stages that read it; its resolved value is an entry of their keys, and of no other's.</summary>
    public IReadOnlyList<Stage> Stages { get; init; } = [];

    /// <summary>False for what changes no result, as how often a state is saved: read, and part of no key.</summary>
    public bool IsKeyed { get; init; } = true;

    /// <summary>At its default it changes nothing, as what is switched off: no key holds it then.</summary>
    public bool IsOffAtDefault { get; init; }

    /// <summary>False for a project in which it changes nothing, as a threshold without a tagger: then no key holds it.</summary>
    public Func<OptionValues, bool> Applies
    {
        get => IsOffAtDefault ? values => values.Text(this) != DefaultValueText : field;
        init;
    } = static _ => true;

    /// <summary>False for one of its stages that looks at it in some projects only: then that stage's key does not hold it.</summary>
    public Func<Stage, OptionValues, bool> AppliesTo { get; init; } = static (_, _) => true;

    /// <summary>
    /// A setting of the machine: an environment variable of its name counts too. Every other option only counts where a project or a command line sets it.
    /// </summary>
    public bool FromEnvironment { get; init; }

    /// <summary>The default in words where a rule makes it; null where it is one value.</summary>
    public string? DefaultRule { get; init; }

    /// <summary>The default as the documentation shows it.</summary>
    public string DefaultText => DefaultRule ?? DefaultValueText;

    /// <summary>What is allowed, in words, for messages and documentation.</summary>
    public abstract string Range { get; }

    /// <summary>The words among its values, as an editor offers them; none where values are no words.</summary>
    public virtual IReadOnlyList<string> Words => [];

    /// <summary>Other spellings of them.</summary>
    public virtual IReadOnlyList<string> OtherWords => [];

    /// <summary>The one default value as text, empty where nothing is set.</summary>
    protected abstract string DefaultValueText { get; }

    /// <summary>What of a text may be shown: all of it, but where it may hold a secret.</summary>
    public virtual string Shown(string text) => text;

    /// <summary>The value that a text means; null and a sentence in <paramref name="problem"/> if it is none.</summary>
    internal object? Read(string text, out string problem)
    {
        var value = ReadValue(text.Trim());
        problem = value is null ? $"'{Shown(text).Trim()}' is not a value of {Name}, which is {Range}{Hint(text.Trim())}" : "";
        return value;
    }

    private string Hint(string text) => NearestName.Of(text, [.. Words, .. OtherWords]) is { } near ? $"; did you mean '{near}'?" : ".";

    /// <summary>The value of a trimmed text, or null.</summary>
    protected abstract object? ReadValue(string text);

    /// <summary>The canonical text of a value: <c>1e-3</c> and <c>0.001</c> are the same key.</summary>
    internal abstract string Write(object? value);

    /// <summary>The value in force: what was written, or the default, after the option's rule.</summary>
    internal abstract object? Resolve(OptionValues values, object? written, Action<string> problem);

    /// <summary>The value in force from its canonical text; nothing is resolved again.</summary>
    /// <exception cref="FormatException">The text is no value.</exception>
    internal abstract object? Restore(OptionValues values, string text);

    public override string ToString() => Name;
}
