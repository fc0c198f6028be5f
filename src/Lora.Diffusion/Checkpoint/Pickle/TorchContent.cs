namespace Lora.Diffusion;

/// <summary>What a PyTorch checkpoint holds, whichever way it was written.</summary>
/// <param name="Root">What its pickle makes.</param>
/// <param name="Storage">Where a storage's elements lie in the file, at least as many as it is said to have.</param>
internal sealed record TorchContent(object? Root, Func<PickledStorage, ByteRange> Storage);
