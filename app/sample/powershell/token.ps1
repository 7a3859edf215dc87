# SPDX-License-Identifier: MIT
#
# powershell -File token.ps1 AUDIENCE: says whether somebody is signed in, and gets a token. PowerShell 5.1.
param([Parameter(Mandatory = $true)][string]$Audience)
$ErrorActionPreference = 'Stop'

try {
    $lanyard = New-Object -ComObject Lanyard.Client
    Write-Output "State    $($lanyard.State)"
    $token = $lanyard.GetToken($Audience)
    Write-Output "Token    $($token.Length) characters" # Send it: Authorization: Bearer <token>
} catch {
    [Console]::Error.WriteLine($_.Exception.GetBaseException().Message)
    exit 1
}
