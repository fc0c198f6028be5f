using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Lora.Testing;

namespace Lora.Sdk.Tests;

/// <summary>A user's folder with a <c>.loraproj</c>, pictures and captions.</summary>
internal sealed class UserProject : TestProject
{
    private readonly string[] _always;
    private string? _restored;

    private UserProject(SdkPackage package, string folder, string[] always)
        : base(folder)
    {
        _always = always;
        Environment = new Dictionary<string, string>(package.Environment);
    }

    /// <summary>Variables of this project's builds.</summary>
    public Dictionary<string, string> Environment { get; }

    /// <summary>A project whose engine does nothing but answer, quickly: for tests of the targets. Pictures and base model are not real.</summary>
    public static UserProject WithDummyEngine(SdkPackage package, string name, string properties = "", string items = "", string engine = "Behaves")
    {
        // the dummy's behaviour is chosen by the folder's name
        var project = new UserProject(package, Path.Combine(package.Root, name, engine),
            [$"-p:_LoraEngine={Path.Combine(AppContext.BaseDirectory, "Lora.DummyEngine.dll")}"]);
        foreach (var part in (string[])["unet", "vae", "text_encoder", "tokenizer", "scheduler"])
        {
            project.Write($"model/{part}/config.json", part);
        }

        project.WriteImage("images/a.png", "a"u8.ToArray(), "smile");
        project.WriteImage("images/more/b.JPG", "b"u8.ToArray(), "arms up");
        project.Write("critter.loraproj", Text("model", properties, items));
        return project;
    }

    /// <summary>A project on the repository's tiny base model and three of its pictures, small enough to train in a test.</summary>
    public static UserProject WithRealEngine(SdkPackage package, string name, string properties = "", string items = "")
    {
        var project = new UserProject(package, Path.Combine(package.Root, name), []);
        Directory.CreateDirectory(project.At("images"));
        foreach (var picture in (string[])["zorblax-01.png", "zorblax-07.PNG", "zorblax-08.jpg"])
        {
            File.Copy(Path.Combine(Repository.Zorblax, "images", picture), project.At($"images/{picture}"));
            var caption = Path.ChangeExtension(picture, ".txt");
            File.Copy(Path.Combine(Repository.Zorblax, "images", caption), project.At($"images/{caption}"));
        }

        project.WriteReal("critter.loraproj", "<Trigger>zorblax</Trigger>" + properties, items);
        return project;
    }

    /// <summary>A project file on the repository's tiny base model, with the folder's pictures.</summary>
    public void WriteReal(string name, string properties, string items) => Write(name, Text(Repository.ZorblaxModel,
        "<Resolution>128</Resolution><MinBucketReso>96</MinBucketReso><MaxBucketReso>192</MaxBucketReso><BucketResoSteps>16</BucketResoSteps>"
        + "<TrainBatchSize>1</TrainBatchSize><MaxTrainSteps>2</MaxTrainSteps>" + properties, items));

    /// <summary>All pictures and captions of an example, those of the class too, under a project file of the test's own.</summary>
    public static UserProject WithRecipe(SdkPackage package, string name, string example, string recipe)
    {
        var project = new UserProject(package, Path.Combine(package.Root, name), []);
        foreach (var folder in ((string[])["images", "regularization"]).Where(folder => Directory.Exists(Path.Combine(example, folder))))
        {
            foreach (var file in Directory.GetFiles(Path.Combine(example, folder), "*", SearchOption.AllDirectories))
            {
                var copy = project.At(Path.GetRelativePath(example, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }

        project.Write("critter.loraproj", recipe);
        return project;
    }

    /// <summary>An empty folder, to be filled by others.</summary>
    public static UserProject In(SdkPackage package, string name) => new(package, Path.Combine(package.Root, name), []);

    public void Edit(string name, string from, string to)
    {
        var text = File.ReadAllText(At(name));
        Assert.Contains(from, text);
        File.WriteAllText(At(name), text.Replace(from, to, StringComparison.Ordinal));
    }

    public string[] Arguments(params string[] arguments) => ["build", "-nologo", .. _always, .. arguments];

    /// <summary>A build; it restores where anything has changed that a restore looks at since the last one that did.</summary>
    public CommandResult Build(params string[] arguments)
    {
        var sources = RestoredFrom(arguments);
        var isRestored = sources == _restored && Directory.Exists(At("obj"))
            && Directory.EnumerateFiles(At("obj"), "project.assets.json", SearchOption.AllDirectories).Any();
        var result = DotNet.Run(Folder, Environment, Arguments([.. arguments, .. isRestored ? (string[])["--no-restore"] : []]));
        if (!isRestored && !arguments.Contains("--no-restore"))
        {
            _restored = result.ExitCode == 0 ? sources : null;
        }

        return result;
    }

    /// <summary>A build that the test stops itself.</summary>
    public System.Diagnostics.Process Start(params string[] arguments) => DotNet.Start(Folder, Environment, Arguments(arguments));

    /// <summary>Any other command, as <c>clean</c>.</summary>
    public CommandResult Run(params string[] arguments) => DotNet.Run(Folder, Environment, [.. arguments, .. _always]);

    /// <summary>The stages that ran since the call before, by the time of their result files.</summary>
    public string[] StagesRun(DateTime since, string baseModel = "model") =>
        [.. Directory.GetFiles(At($"obj/critter/{baseModel}"), "*.result.json").Where(file => File.GetLastWriteTimeUtc(file) > since)
            .Select(file => Path.GetFileName(file).Split('.')[0]).Order(StringComparer.Ordinal)];

    /// <summary>The SHA-256 of every file in <c>bin/</c> by its name; the provenance, where times live, is left out.</summary>
    public SortedDictionary<string, string> Made() => new(Directory.GetFiles(At("bin"), "*", SearchOption.AllDirectories)
        .Where(file => !file.EndsWith(".intoto.json", StringComparison.Ordinal))
        .ToDictionary(file => Path.GetRelativePath(At("bin"), file), file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))),
        StringComparer.Ordinal);

    /// <summary>The metadata of a LoRA.</summary>
    public Dictionary<string, string> Metadata(string lora)
    {
        var file = File.ReadAllBytes(At(lora));
        using var header = JsonDocument.Parse(file.AsMemory(8, (int)BinaryPrimitives.ReadInt64LittleEndian(file)));
        return header.RootElement.GetProperty("__metadata__").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!);
    }

    // project files, what the command line and the environment say; that a restore with nothing to do does nothing is .NET's own business
    private string RestoredFrom(string[] arguments)
    {
        var files = Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, file))
            .Where(file => Path.GetExtension(file) is ".loraproj" or ".props" or ".targets" or ".config" or ".slnx" or ".sln" or ".rsp"
                && !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")).Order(StringComparer.Ordinal);
        return string.Join('\n', [.. files.SelectMany(file => (string[])[file, File.ReadAllText(At(file))]),
            .. arguments.Where(argument => !argument.StartsWith('-') || argument.StartsWith("-p:", StringComparison.Ordinal)),
            .. Environment.Select(variable => $"{variable.Key}={variable.Value}")]);
    }

    private static string Text(string model, string properties, string items) => $"""
        <Project Sdk="Lora.Sdk">
          <PropertyGroup>
            <BaseModel>{model}</BaseModel>
            {properties}
          </PropertyGroup>
          <ItemGroup>
            {items}
          </ItemGroup>
        </Project>

        """;
}
