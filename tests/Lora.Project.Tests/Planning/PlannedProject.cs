using System.Text;
using Lora.Testing;

namespace Lora.Project.Tests.Planning;

/// <summary>A project in a folder, evaluated as MSBuild would: everything below <c>images</c> is a default Image.</summary>
internal sealed class PlannedProject : TestProject, IDisposable
{
    private readonly TempFolder _folder;

    public PlannedProject()
        : this(new TempFolder())
    {
    }

    private PlannedProject(TempFolder folder)
        : base(folder.Path)
    {
        _folder = folder;
        Directory.CreateDirectory(At("images"));
        Directory.CreateDirectory(At("model"));
        Write("x.loraproj", "<Project Sdk='Lora.Sdk'/>");
    }

    public Dictionary<string, string> Properties { get; } = new() { ["BaseModel"] = "model" };

    public List<string> CommandLine { get; } = [];

    public List<InputItem> Named { get; } = [];

    public List<InputItem> Regularization { get; } = [];

    public List<InputItem> KohyaDatasets { get; } = [];

    public List<InputItem> KohyaConfigs { get; } = [];

    public List<InputItem> Prompts { get; } = [];

    public List<InputItem> TagRules { get; } = [];

    public List<InputItem> TrainPhases { get; } = [];

    public List<InputItem> Bases { get; } = [];

    public List<ReferencedProject> References { get; } = [];

    /// <summary>The packages that MSBuild has chosen for this machine.</summary>
    public List<string> EnginePackages { get; } = [];

    /// <summary>As <c>-f</c> or the outer build gives it.</summary>
    public string Alias { get; set; } = "";

    /// <summary>A picture with its caption, as far as the plan looks.</summary>
    public void WriteImage(string name, string caption = "smile") =>
        WriteImage(name, [0x89, .. "PNG\r\n\u001a\n"u8, .. Encoding.UTF8.GetBytes(name)], caption);

    public InputItem Item(string include, params (string Name, string Value)[] metadata) =>
        new(include, At(include), false, metadata.ToDictionary(pair => pair.Name, pair => pair.Value));

    public BuildPlan Read(out IReadOnlyList<Finding> findings)
    {
        var input = new ProjectInput
        {
            ProjectFile = At("x.loraproj"),
            Properties = Properties,
            GlobalProperties = CommandLine,
            Images = [.. Directory.GetFiles(At("images"), "*", SearchOption.AllDirectories).Select(Default), .. Named],
            RegularizationImages = Regularization,
            KohyaDatasets = KohyaDatasets,
            KohyaConfigs = KohyaConfigs,
            Prompts = Prompts,
            TagRules = TagRules,
            TrainPhases = TrainPhases,
            Bases = Bases,
            References = References,
            Alias = Alias,
            ObjDirectory = At("obj/model"),
            OutDirectory = At("bin"),
            OutputName = "x-1.0.0",
            EnginePackages = EnginePackages,
        };
        var sources = SourceFiles.Load(input.ProjectFile);
        var imported = KohyaImport.Of(input, sources);
        var reader = new ProjectReader(imported.Project, sources, new StatCache(At("hashes.tsv"), () => DateTime.UtcNow));
        var plan = reader.Read();
        findings = [.. imported.Findings.Concat(reader.Findings).Order()];
        return plan;
    }

    /// <summary>The findings, without those that every small project has.</summary>
    public IReadOnlyList<Finding> Findings()
    {
        Read(out var findings);
        return [.. findings.Where(finding => finding.Code != DatasetDiagnostics.NoImages.Code)];
    }

    public void Dispose() => _folder.Dispose();

    private InputItem Default(string file) =>
        new(Path.GetRelativePath(Folder, file), file, true, new Dictionary<string, string>());
}
