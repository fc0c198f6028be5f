namespace Lora.Fuzz;

/// <summary>What an input is made of, and so how it is damaged beside byte by byte.</summary>
internal enum InputForm
{
    Bytes,
    Text,
    Json,
    Png,
    Safetensors,
    Zip,
    Gzip,
}
