using System.Text;
using Lora.Testing;

namespace Lora.Project.Tests.Planning;

/// <summary>A project in a folder, evaluated as MSBuild would: everything below <c>images</c> is a default Image.</summary>
internal sealed class UserFolder : IDisposable
{
    private readonly TempFolder _folder = new();

    public UserFolder()
    {
        Directory.CreateDirectory(Path("images"));
        Directory.CreateDirectory(Path("model"));
        Write("x.loraproj", "<Project Sdk='Lora.Sdk'/>");
    }

    public Dictionary<string, string> Properties { get; } = new() { ["BaseModel"] = "model" };

    public List<string> CommandLine { get; } = [];

    public List<InputItem> Named { get; } = [];

    public List<InputItem> Prompts { get; } = [];

    public string Path(string name) => System.IO.Path.Combine(_folder.Path, name);

    public void Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllBytes(Path(name), content);
    }

    /// <summary>A picture with its caption, as far as the plan looks.</summary>
    public void WriteImage(string name, string caption = "smile")
    {
        Write(name, [0x89, .. "PNG\r\n\u001a\n"u8, .. Encoding.UTF8.GetBytes(name)]);
        Write(System.IO.Path.ChangeExtension(name, ".txt"), caption);
    }

    public InputItem Item(string include, params (string Name, string Value)[] metadata) =>
        new(include, Path(include), false, metadata.ToDictionary(pair => pair.Name, pair => pair.Value));

    public BuildPlan Read(out IReadOnlyList<Finding> findings)
    {
        var input = new ProjectInput
        {
            ProjectFile = Path("x.loraproj"),
            Properties = Properties,
            GlobalProperties = CommandLine,
            Images = [.. Directory.GetFiles(Path("images"), "*", SearchOption.AllDirectories).Select(Default), .. Named],
            Prompts = Prompts,
            ObjDirectory = Path("obj/model"),
            OutDirectory = Path("bin"),
            OutputName = "x-1.0.0",
        };
        var reader = new ProjectReader(input, SourceFiles.Load(input.ProjectFile), new StatCache(Path("hashes.tsv"), () => DateTime.UtcNow));
        var plan = reader.Read();
        findings = reader.Findings;
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
        new(System.IO.Path.GetRelativePath(_folder.Path, file), file, true, new Dictionary<string, string>());
}
