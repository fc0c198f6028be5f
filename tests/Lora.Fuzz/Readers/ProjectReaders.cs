using System.Text;
using Lora.Dataset;
using Lora.Project;

namespace Lora.Fuzz;

/// <summary>What a person writes or hands on: the project, captions, metadata, tag lists, base models by name.</summary>
internal static class ProjectReaders
{
    private static readonly Scratch Folder = new();

    public static IEnumerable<Reader> All =>
    [
        new("project", InputForm.Text, Projects, ReadProject) { Sources = ["Lora.Project/Names/ProjectSource.cs"] },
        new("bases.json", InputForm.Json, () => [Bases()], file => Said(BasesFile.Read(Folder.Write("bases.json", file)).Findings))
        {
            Sources = ["Lora.Project/Schemas/CheckedJson.cs", "Lora.Project/Schemas/JsonPlaces.cs"],
            Memory = 64 << 20,
        },
        new("lock file", InputForm.Json, () => [Lock()], ReadLock) { Sources = ["Lora.Project/Lock/LockedFile.cs"], Memory = 64 << 20 },
        new("metadata.json", InputForm.Json, () => ["""{"images/a": {"caption": "a cat\nb", "tags": "x, y"}, "b.png": {"tags": "z"}}"""u8.ToArray()],
            file => ReadMetadata(Folder.Write("metadata.json", file)))
        { Sources = ["Lora.Project/Captions/MetadataFile.cs"] },
        new("metadata.jsonl", InputForm.Text,
            () => ["{\"image_path\": \"images/a.png\", \"caption\": \"a cat\"}\n{\"image_path\": \"b.png\", \"tags\": \"x\", \"caption\": null}\n"u8.ToArray()],
            file => ReadMetadata(Folder.Write("metadata.jsonl", file)))
        { Sources = [] },
        new("caption", InputForm.Text, () => ["\uFEFFzorblax, smile, (hat:1.2)\r\nsecond line\n"u8.ToArray(), "a|b, {c|d}\n"u8.ToArray(), []], ReadCaption)
        { Sources = ["Lora.Dataset/Captions/CaptionFile.cs", "Lora.Dataset/Captions/CaptionLines.cs"] },
        new("tag aliases", InputForm.Text, () => [Aliases(), "colour,color\n\"a, b\",c\n"u8.ToArray()], file => ReadRelations(file, areAliases: true))
        { Sources = [] },
        new("tag implications", InputForm.Text, () => [Aliases()], file => ReadRelations(file, areAliases: false)) { Sources = [] },
    ];

    /// <summary>What findings say; null where there are none.</summary>
    public static string? Said(IEnumerable<Finding> findings) => findings.ToArray() is { Length: > 0 } all ? all.MaxBy(Badness)!.Message : null;

    // of several the one that is no message for a user
    private static bool Badness(Finding finding) => Trial.FaultOf(finding.Message) is not null;

    private static string? ReadProject(byte[] file)
    {
        var sources = SourceFiles.Load(Folder.Write("project/x.loraproj", file));
        return Said(UnknownNames.Find(sources, []));
    }

    private static byte[] Lock() => File.ReadAllBytes(Testing.Repository.At("examples", "zorblax", "zorblax.lora.lock.json"));

    // and held against what a build is made of; that they differ is no fault of the file
    private static string? ReadLock(byte[] file)
    {
        var locked = LockedFile.Read(Folder.Write("x.lora.lock.json", file), LockDiagnostics.LockWrong);
        if (locked.Findings.Count > 0)
        {
            return Said(locked.Findings);
        }

        using var now = System.Text.Json.JsonDocument.Parse(Lock());
        return Said(new LockComparison(locked, now.RootElement).Find().Where(finding => Badness(finding)));
    }

    private static string? ReadMetadata(string path)
    {
        var findings = new List<Finding>();
        MetadataCaptions.Read(path, Folder.Path, [Folder["images/a.png"], Folder["b.png"]], entry => entry.Text(", ", wildcards: true), findings);
        return Said(findings);
    }

    private static string? ReadCaption(byte[] file) => WeightReaders.Refused<CaptionEncodingException>(() =>
    {
        var caption = CaptionFile.Parse(file);
        _ = CaptionLines.Change(file, every: true, line => TriggerFirst.Apply(line, "zorblax"));
        _ = WithoutTrigger.Apply(caption.Text, "zorblax");
    });

    private static string? ReadRelations(byte[] file, bool areAliases)
    {
        if (CaptionFault.Find(file) is { } fault)
        {
            return fault.Sentence;
        }

        string? problem = null;
        var relations = TagRelations.Parse(Encoding.UTF8.GetString(file), areAliases, (_, said) => problem ??= $"The file is not understood: {said}");
        _ = (relations.TagOf("colour"), relations.ImpliedBy("cat_ears").Count);
        return problem;
    }

    private static byte[][] Projects() =>
    [
        File.ReadAllBytes(Testing.Repository.At("examples", "zorblax", "zorblax.loraproj")),
        """
        <Project Sdk="Lora.Sdk">
          <Import Project="$(MSBuildThisFileDirectory)other.props;*.targets" Condition="'$(A)' == ''" />
          <Import Project="$([MSBuild]::GetPathOfFileAbove('x.props', '$(MSBuildThisFileDirectory)..'))" />
          <ItemGroup><Image Include="images/**/*.png;b%3B.png" Exclude="c.png" NumRepeats="2"><Trigger>a</Trigger></Image></ItemGroup>
        </Project>
        """u8.ToArray(),
    ];

    private static byte[] Bases() =>
        """
        {
          "bases": {
            "sd15": { "path": "../models/sd15", "kind": "sd1", "clipSkip": 2 },
            "far": { "url": "https://models.example.org/a.safetensors?x=1", "sha256": "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0",
              "resolution": 1024, "prediction": "v_prediction", "zeroTerminalSnr": true, "license": "Read it." }
          }
        }
        """u8.ToArray();

    private static byte[] Aliases() =>
        "antecedent_name,consequent_name,status\ncat_ears,animal_ears,active\nanimal_ears,ears,active\ncolour,color,deleted\n"u8.ToArray();
}
