namespace Lora.Vocabulary;

/// <summary>
/// A stage of a build: what it depends on, and with that what its key is made of. Its name is that of the MSBuild target. One file a stage holds its row.
/// </summary>
public sealed partial class Stage
{
    private Stage(string name) => Name = name;

    /// <summary>All stages, in the order of a whole build: each stands behind those that it builds on.</summary>
    public static IReadOnlyList<Stage> All => field ??= [Validate, Resize, Tag, CacheLatents, CacheTextEmbeddings, Train, Sample];

    /// <summary>The name of its target, of its files in <c>obj</c> and of its class in the engine.</summary>
    public string Name { get; }

    /// <summary>One sentence for the documentation.</summary>
    public required string Summary { get; init; }

    /// <summary>Raise it when the same inputs give another result: every key of the stage, and of those that build on it, changes.</summary>
    public required int Version { get; init; }

    /// <summary>The stages whose results it reads; their keys are part of its own.</summary>
    public IReadOnlyList<Stage> Upstream => field ??= UpstreamRow();

    /// <summary>What it reads of the user's sources; their content is part of its key.</summary>
    public StageSources Sources { get; init; }

    /// <summary>The parts of the base model that it reads; their content is part of its key.</summary>
    public IReadOnlyList<ModelPart> ModelParts { get; init; } = [];

    /// <summary>What computes its result; name and version are part of its key.</summary>
    public IReadOnlyList<Tool> Tools { get; init; } = [];

    /// <summary>False where there is nothing to do: the stage has then no files and no target runs.</summary>
    public Func<OptionValues, bool> Runs { get; init; } = static _ => true;

    /// <summary>The options that it reads; their values in force are part of its key, save those that change no result.</summary>
    public IEnumerable<Option> Options => Lora.Vocabulary.Options.All.Where(option => option.Stages.Contains(this));

    /// <summary>
    /// True: its files are kept under its key, and a later run restores them instead of working. False for a stage whose findings are its result.
    /// </summary>
    public bool IsStored { get; init; } = true;

    // rows of other files may not be made yet when this one is
    private Func<IReadOnlyList<Stage>> UpstreamRow { get; init; } = static () => [];

    /// <summary>The stage of that name; null if there is none.</summary>
    public static Stage? Find(string name) => All.FirstOrDefault(stage => stage.Name == name);

    /// <summary>True if the option's value is part of its key, by itself or through a stage that it builds on.</summary>
    public bool Sees(Option option) => option.Stages.Contains(this) || Upstream.Any(earlier => earlier.Sees(option));

    public override string ToString() => Name;
}
