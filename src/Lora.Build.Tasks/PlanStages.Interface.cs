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

    /// <summary>The Prompt items. Ex: beach with Text="mychar, beach".</summary>
    public ITaskItem[] Prompts { get; set; } = [];

    /// <summary>The Base items. Ex: sd15 with Path=../models/sd15.</summary>
    public ITaskItem[] Bases { get; set; } = [];

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

    /// <summary>The engine's assembly, for the stages. Ex: /home/me/.nuget/packages/lora.sdk/0.1.0/tools/net10.0/Lora.Engine.dll.</summary>
    [Required]
    public string Engine { get; set; } = "";

    /// <summary>The packages of native engines that the project asks for. Ex: TorchSharp.</summary>
    public ITaskItem[] EnginePackages { get; set; } = [];

    /// <summary>What restore has put where. Ex: /home/me/mychar/obj/mychar/project.assets.json.</summary>
    public string AssetsFile { get; set; } = "";

    /// <summary>True to show the stages' progress as one live line of the terminal logger. Ex: true.</summary>
    public bool LiveProgress { get; set; }

    /// <summary>The key files of the stages that this project has; metadata Stage. Ex: obj/mychar/sd15/Train.key.json with Stage=Train.</summary>
    [Output]
    public ITaskItem[] KeyFiles { get; set; } = [];

    /// <summary>The files of the stages whose results stand.</summary>
    [Output]
    public ITaskItem[] UpToDateOutputs { get; set; } = [];

    /// <summary>Where the base model lies, absolute. Ex: /home/me/models/illustrious.safetensors.</summary>
    [Output]
    public string BaseModelPath { get; set; } = "";

    /// <summary>Where another autoencoder lies, absolute; empty where none is named. Ex: /home/me/models/sdxl-vae-fp16-fix.safetensors.</summary>
    [Output]
    public string VaeModelPath { get; set; } = "";

    /// <summary>The folder with the base model's configs, absolute; empty where none is named. Ex: /home/me/models/tiny-xl.</summary>
    [Output]
    public string BaseModelConfigPath { get; set; } = "";

    /// <summary>True if no stage has anything to do.</summary>
    [Output]
    public bool IsUpToDate { get; set; }
}
