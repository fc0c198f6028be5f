using Microsoft.Build.Framework;

namespace Lora.Build.Tasks;

public sealed partial class PlanStages
{
    /// <summary>The project file. Ex: /home/me/mychar/mychar.loraproj.</summary>
    [Required]
    public string ProjectFile { get; set; } = "";

    /// <summary>Every option: Include is the name, metadata Value the value. Ex: NetworkDim, Value=16.</summary>
    [Required]
    public ITaskItem[] Options { get; set; } = [];

    /// <summary>The Image items. Ex: images/01.png with NumRepeats=3.</summary>
    public ITaskItem[] Images { get; set; } = [];

    /// <summary>The RegularizationImage items. Ex: reg/01.png with ClassTokens=creature.</summary>
    public ITaskItem[] RegularizationImages { get; set; } = [];

    /// <summary>The Prompt items. Ex: beach with Text="mychar, beach".</summary>
    public ITaskItem[] Prompts { get; set; } = [];

    /// <summary>The TagRule items. Ex: no signature with Action=remove, Tags="signature, *watermark*".</summary>
    public ITaskItem[] TagRules { get; set; } = [];

    /// <summary>The TrainPhase items. Ex: general with MaxTrainEpochs=2.</summary>
    public ITaskItem[] TrainPhases { get; set; } = [];

    /// <summary>The Base items. Ex: sd15 with Path=../models/sd15.</summary>
    public ITaskItem[] Bases { get; set; } = [];

    /// <summary>The KohyaDataset items. Ex: dataset.toml with AllowOutside=true.</summary>
    public ITaskItem[] KohyaDatasets { get; set; } = [];

    /// <summary>The KohyaConfig items. Ex: config.toml.</summary>
    public ITaskItem[] KohyaConfigs { get; set; } = [];

    /// <summary>The ProjectReference items of other .loraproj. Ex: ../v1/mychar.loraproj with OutputItemType=NetworkWeights.</summary>
    public ITaskItem[] References { get; set; } = [];

    /// <summary>What they have made. Ex: /home/me/v1/bin/mychar-1.0.0.safetensors with MSBuildSourceProjectFile=/home/me/v1/mychar.loraproj.</summary>
    public ITaskItem[] Referenced { get; set; } = [];

    /// <summary>Which of BaseModels this build is for; empty where the project sets BaseModel. Ex: illustrious.</summary>
    public string Alias { get; set; } = "";

    /// <summary>Folder of intermediate outputs, absolute. Ex: /home/me/mychar/obj/mychar/sd15/.</summary>
    [Required]
    public string ObjDirectory { get; set; } = "";

    /// <summary>Folder of final outputs, absolute. Ex: /home/me/mychar/bin/.</summary>
    [Required]
    public string OutDirectory { get; set; } = "";

    /// <summary>Name of the LoRA without extension. Ex: mychar-1.0.0.</summary>
    [Required]
    public string OutputName { get; set; } = "";

    /// <summary>The tool for LoRA files that runs; empty in a build. Ex: Merge.</summary>
    public string Tool { get; set; } = "";

    /// <summary>True for a target that only prints: what it says is true whatever is locked. Ex: true.</summary>
    public bool Prints { get; set; }

    /// <summary>What the environment says of continuous integration. Ex: true.</summary>
    public string Ci { get; set; } = "";

    /// <summary>The tree of a revision that the project lies in; empty elsewhere. Ex: /home/me/mychar/obj/mychar/compare/0123456789abcdef.</summary>
    public string Tree { get; set; } = "";

    /// <summary>Where the files of that tree lie now. Ex: /home/me/mychar.</summary>
    public string TreeRoot { get; set; } = "";

    /// <summary>The engine's assembly, for the stages. Ex: /home/me/.nuget/packages/lora.sdk/0.1.0/tools/net10.0/Lora.Engine.dll.</summary>
    [Required]
    public string Engine { get; set; } = "";

    /// <summary>The packages of native engines that the project asks for. Ex: TorchSharp.</summary>
    public ITaskItem[] EnginePackages { get; set; } = [];

    /// <summary>What restore has put where. Ex: /home/me/mychar/obj/mychar/project.assets.json.</summary>
    public string AssetsFile { get; set; } = "";

    /// <summary>Codes that are no warnings in this project. Ex: LORA3005;LORA2011.</summary>
    public string NoWarn { get; set; } = "";

    /// <summary>True to show the stages' progress as one live line of the terminal logger. Ex: true.</summary>
    public bool LiveProgress { get; set; }

    /// <summary>True to read the project and write nothing. Ex: true.</summary>
    public bool LooksOnly { get; set; }

    /// <summary>True if the base model has to be fetched first: then nothing is planned until FetchBase has run.</summary>
    [Output]
    public bool IsBaseMissing { get; set; }
}
