namespace Lora.Project;

/// <summary>Where a stage reads and writes; all absolute, folders end without a separator. No result may depend on them.</summary>
/// <param name="ProjectFile">The <c>.loraproj</c>.</param>
/// <param name="ProjectDirectory">Its folder.</param>
/// <param name="ObjDirectory">Intermediate outputs of this base model (<c>obj/NAME</c>).</param>
/// <param name="OutDirectory">Final outputs (<c>bin</c>).</param>
/// <param name="CacheDirectory">The content-addressed store, shared by all projects (<c>~/.cache/lora</c>).</param>
/// <param name="BaseModel">The base model's folder or file.</param>
public sealed record StagePaths(string ProjectFile, string ProjectDirectory, string ObjDirectory, string OutDirectory, string CacheDirectory, string BaseModel)
{
    /// <summary>
    /// The samples' folder below <see cref="OutDirectory"/>, with '/': <c>samples</c> while the project's folder holds one project, else
    /// <c>samples/PROJECT</c>.
    /// </summary>
    public string SamplesDirectory { get; init; } = "samples";

    /// <summary>The folder of the dataset's report, as <see cref="SamplesDirectory"/>: <c>report</c>, or <c>report/PROJECT</c>.</summary>
    public string ReportDirectory { get; init; } = "report";

    /// <summary>
    /// What the target Compare makes, below <see cref="OutDirectory"/>: the page of that name with <c>.html</c> behind it, and the folder of its pictures;
    /// <c>compare</c>, or <c>compare/PROJECT</c>.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string CompareName => $"compare{ReportDirectory["report".Length..]}";

    /// <summary>File or folder of another autoencoder; empty where none is named.</summary>
    public string VaeModel { get; init; } = "";

    /// <summary>Folder with configs for a base model in one file; empty where none is named.</summary>
    public string BaseModelConfig { get; init; } = "";

    /// <summary>The <c>lib</c> folder of the PyTorch that a project or the machine names; empty where none is.</summary>
    public string LibTorch { get; init; } = "";

    /// <summary>What a <c>bases.json</c> says that the base model is; null where it says nothing, or the project names a path.</summary>
    public BaseClaim? BaseClaim { get; init; }
}
